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
_SHORT = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto")
"""For processes that end at once: half the time of one goes into compiling what it runs once."""
_MESSAGES = "org/apache/jena/ext/"


class Jena:
    """The command line; its messages are put into ``folder``, as Debian's Xerces looks for them elsewhere."""

    def __init__(self, folder: Path) -> None:
        with zipfile.ZipFile(JARS / "jena-core.jar") as jar:
            for name in jar.namelist():
                if name.startswith(f"{_MESSAGES}xerces/") and name.endswith(".properties"):
                    place = folder / name.removeprefix(_MESSAGES)
                    place.parent.mkdir(parents=True, exist_ok=True)
                    place.write_bytes(jar.read(name))
        jars = (JARS / f"{name}.jar" for name in _NEEDED)
        self._path = ":".join([str(folder), *(str(jar) for jar in jars if jar.exists())])

    @staticmethod
    def installed() -> bool:
        return (JARS / "jena-cmds.jar").exists()

    def run(self, command: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run ``arq.rsparql``, ``riotcmd.riot`` …; its output as text."""
        java = ["java", *_SHORT, "-cp", self._path, command, *arguments]
        return subprocess.run(java, capture_output=True, text=True, timeout=120, check=False)
