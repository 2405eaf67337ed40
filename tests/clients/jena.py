"""Jena's command line from Debian's ``libapache-jena-java``, which ships neither scripts nor a whole class path."""

from __future__ import annotations

import subprocess
import zipfile
from pathlib import Path

JARS = Path("/usr/share/java")
_NEEDED = (
    *("jena-arq", "jena-base", "jena-cmds", "jena-core", "jena-dboe-base", "jena-dboe-index", "jena-dboe-storage"),
    *("jena-dboe-trans-data", "jena-dboe-transaction", "jena-iri", "jena-rdfconnection", "jena-shacl", "jena-tdb"),
    *("jena-tdb2", "commons-cli", "commons-codec", "commons-compress", "commons-csv", "commons-io", "commons-lang3"),
    *("dexx.collection", "gson", "guava", "failureaccess", "httpclient", "httpclient-cache", "httpcore"),
    *("jackson-core", "jackson-databind", "jackson-annotations", "jsonld-java", "titanium-json-ld", "jakarta.json"),
    *("jakarta.json-api", "jsonp2", "protobuf", "thrift", "slf4j-api", "slf4j-nop", "jcl-over-slf4j"),
    *("commons-logging", "xercesImpl", "xml-apis"),
)
_SHORT = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto", "-Xlog:disable")
"""For processes that end at once: half the time of one goes into compiling what it runs once."""
_FIRST = ("arq.rsparql", "--service", "http://127.0.0.1:9/", "ASK {}")
"""What has most classes loaded; nobody answers."""
_MESSAGES = "org/apache/jena/ext/"


class Jena:
    """The command line; its messages are put into ``folder``, as Debian's Xerces looks for them elsewhere."""

    def __init__(self, folder: Path) -> None:
        messages = folder / "messages.jar"
        with zipfile.ZipFile(JARS / "jena-core.jar") as jar, zipfile.ZipFile(messages, "w") as made:
            for name in jar.namelist():
                if name.startswith(f"{_MESSAGES}xerces/") and name.endswith(".properties"):
                    made.writestr(name.removeprefix(_MESSAGES), jar.read(name))
        jars = (JARS / f"{name}.jar" for name in _NEEDED)
        self._path = ":".join([str(messages), *(str(jar) for jar in jars if jar.exists())])
        classes = folder / "classes.jsa"  # as they are in memory: half the rest of the time goes into loading them
        self._classes = f"-XX:ArchiveClassesAtExit={classes}"
        self.run(*_FIRST)
        self._classes = f"-XX:SharedArchiveFile={classes}"

    @staticmethod
    def installed() -> bool:
        return (JARS / "jena-cmds.jar").exists()

    def run(self, command: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run ``arq.rsparql``, ``riotcmd.riot`` …; its output as text."""
        java = ["java", *_SHORT, self._classes, "-cp", self._path, command, *arguments]
        return subprocess.run(java, capture_output=True, text=True, timeout=120, check=False)
