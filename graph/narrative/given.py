"""First names that are common where the texts come from: they tell a person from other names of two words.

The list is short and not complete: it is asked only where a text says little else ("By Ana Reis"), and a row of names
is one of people when one of them has such a first name. Names that are places or plain words more often are left out.
"""

from __future__ import annotations

from graph.narrative.words import word_set

GIVEN_NAMES = word_set(
    """
    Aaron Abdul Abdullah Abigail Abraham Adam Adele Adrian Agata Agnes Agnieszka Ahmed Aileen Ailsa Aisha Alan Alana
    Alastair Alasdair Albert Aled Alejandro Aleksandra Alessandro Alex Alexander Alexandra Alexis Alfred Ali Alice
    Alicia Alison Alistair Allan Allen Alun Alvaro Amanda Amara Amber Amelia Amir Amit Amy Ana Anders Andrea Andreas
    Andrew Andy Angela Angharad Angus Anil Anita Anja Anjali Ann Anna Anne Annette Annie Anouk Anthony Antoine Anton
    Antonia Antonio Anwar Aoife April Arjun Arthur Ashley Asif Asha Asma Astrid Audrey Ayesha Aylin Ayse Barbara Barry
    Beata Beatrice Beatriz Becky Ben Benjamin Bernard Bernd Bert Beth Bethan Betty Beverley Bill Birgit Björn Bob
    Boris Bram Brenda Brendan Brian Bridget Bronwen Bruce Bruno Bryony Calum Callum Camilla Camille Cara Carl Carla
    Carlo Carlos Carmen Carol Carolina Caroline Carolyn Cath Catherine Catriona Catrin Cathy Cecilia Celia Ceri Charles
    Charlie Charlotte Chloe Chiara Chidi Chris Christian Christina Christine Christof Christoph Christopher Ciara
    Cillian Claire Clara Clare Claudia Claudio Clive Colin Colm Conor Craig Cristina Dafydd Damian Dan Daniel Daniela
    Danielle Danny Dariusz Darren Dave David Davide Dawn Dean Deborah Debbie Declan Deirdre Delphine Denise Dennis
    Derek Dermot Devika Diana Diane Diego Dieter Dilip Dirk Dmitri Dominic Dominik Donald Donna Dora Doris Dorothy
    Doug Douglas Duncan Dylan Eamon Edith Edward Edwin Eileen Eilidh Elaine Eleanor Elena Eleni Elif Elin Elisa
    Elisabeth Elise Elizabeth Ella Ellen Ellie Els Elsa Emeka Emilia Emily Emma Emmanuel Emre Enrico Eric Erica Erik
    Erika Esi Esther Ethan Eva Evan Eve Evelyn Ewa Ewan Fabian Fahad Faisal Farah Farhan Fatima Fatou Federica
    Federico Felicity Felix Femi Fernando Finn Fiona Flora Florian Folake Frances Francesca Francesco Francis
    Francisco Frank Franz Fraser Fred Freddie Frederick Freya Friedrich Gabriel Gabriela Gareth Gary Gavin Gemma Geoff
    Geoffrey Geraint Gerald Gerard Gerd Gerhard Giles Gillian Gina Giorgio Giovanni Giulia Giuseppe Glen Glenn Glenys
    Gordon Graham Graeme Greg Gregory Greta Griet Guillaume Gunnar Gustav Guy Gwen Gwyneth Habib Hamid Hamza Hannah
    Hans Harald Harold Harpreet Harriet Harry Hasan Hassan Hazel Heather Heidi Heike Heinz Helen Helena Helene Helga
    Henrik Henry Herbert Hilary Hilda Holly Hugh Hugo Huw Hywel Iain Ian Ibrahim Ida Ifeoma Igor Ilse Imogen Imran
    Inés Ines Inga Ingrid Ioana Iona Irene Irina Iris Isaac Isabel Isabella Isabelle Isobel Ivan Ivana Ivy Jack Jackie
    Jacob Jacqueline Jacques Jade Jaime Jakob Jakub James Jamie Jan Jane Janet Janice Janine Jasmine Jasmin Jason
    Javier Jay Jayne Jean Jeanette Jeff Jeffrey Jen Jennifer Jenny Jens Jeremy Jérôme Jess Jesse Jessica Jill Jim Jo
    Joan Joanna Joanne João Joe Joel Johan Johann Johanna Johannes John Johnny Jolanda Jon Jonas Jonathan Joost Jorge
    José Joseph Josephine Josh Joshua Joyce Juan Judith Judy Julia Julian Juliana Julie Juliet Julien Jürgen Justin
    Justine Kai Kamal Karen Karim Karin Karl Karla Karolina Katarzyna Kate Katharina Katherine Kathleen Kathryn Kathy
    Katie Katja Katrin Kavita Kay Keith Kelly Ken Kenneth Kerry Kevin Khalid Kieran Kim Kimberley Kiran Kirsten Kirsty
    Kit Klaus Konrad Krystyna Kumar Kwame Kyle Lars Laura Lauren Laurence Laurent Lawrence Layla Leah Leanne Lee Leila
    Lena Leo Leon Leonard Leonie Leonardo Leslie Lesley Lewis Liam Lidia Lilian Lily Linda Lindsay Lionel Lisa Liz
    Lois Lorenzo Lorna Lorraine Lotte Louis Louisa Louise Luc Luca Lucas Lucia Lucía Lucinda Lucy Luis Luisa Lukas
    Luke Lydia Lynda Lynn Lynne Maarten Mabel Madeleine Maeve Maggie Magnus Mahmoud Mairi Malcolm Malgorzata
    Małgorzata Malik Mandy Manfred Manoj Manuel Manuela Mara Marc Marcel Marcin Marco Marcus Mared Margaret Margarita
    Margot Mari Maria María Marianne Marie Marieke Marina Mario Marion Marisa Marjorie Mark Markus Marta Martha Martin
    Martina Martine Martyn Mary Maryam Massimo Mateo Mathias Mathieu Matilda Matt Matteo Matthew Matthias Maureen
    Maurice Max Meera Megan Mehmet Mei Mel Melanie Melissa Mercy Mia Michael Michaela Michał Michel Michele Michelle
    Miguel Mike Mikael Milan Milena Mina Miranda Miriam Mohamed Mohammad Mohammed Moira Molly Mona Monica Monika Morag
    Morgan Morten Moses Muhammad Muriel Myra Nadia Nadine Naomi Nasreen Natalia Natalie Natasha Nathan Neha Neil Nell
    Ngozi Niall Niamh Nicholas Nick Nicky Nicola Nicolas Nicole Niels Nigel Nikki Nikolai Nikos Nils Nina Nisha Noah
    Noel Nora Norma Norman Nuala Olaf Ola Olga Oliver Olivia Olivier Olu Omar Orla Oscar Oskar Osman Owen Pablo
    Padraig Pamela Paolo Pascal Pat Patrice Patricia Patrick Paul Paula Pauline Pavel Pawel Paweł Pedro Peggy Penelope
    Penny Per Peter Petra Phil Philip Philippa Philippe Phillip Phoebe Pia Pierre Pieter Pilar Piotr Polly Pradeep
    Priya Priyanka Rachael Rachel Rafael Rahul Raj Rajesh Ralph Ravi Ray Raymond Rebecca Reema Reinhard Renata René
    Rhiannon Rhian Rhona Rhys Ricardo Richard Rita Rob Robert Roberta Roberto Robin Rochelle Rod Roderick Rodrigo
    Roger Roisin Róisín Roland Rolf Romain Roman Ron Ronald Rory Rosa Rosalind Rosemary Rosie Ross Rowan Roy Rui Rupert
    Russell Ruth Ryan Saima Sally Salma Sam Samantha Samir Samira Samuel Sandra Sanjay Sanne Sara Sarah Saskia Scott
    Sean Seán Sebastian Seema Selina Serena Sergio Shabnam Shane Shannon Sharon Shaun Sheena Sheila Shirley Shona
    Siân Sian Sibylle Silvia Simon Simone Sinead Sinéad Siobhan Siobhán Sofia Sofie Sonia Sophia Sophie Stacey Stefan
    Stefania Stefanie Stella Stephanie Stephen Steve Steven Stewart Stuart Sue Suki Sunil Sunita Susan Susanna Susannah
    Susanne Suzanne Svetlana Sven Sylvia Sylvie Tahir Tamara Tamsin Tanja Tanya Tara Tariq Tatiana Ted Teresa Terence
    Terry Tess Thandi Theo Theodora Theresa Thérèse Thomas Thorsten Tim Timothy Tina Tobias Toby Tom Tomas Tomasz
    Tony Torsten Tracey Tracy Trevor Tristan Tunde Uli Ulla Ulrich Ulrike Uma Una Ursula Ute Valentina Valerie Vanessa
    Vera Verena Veronica Vicki Vicky Vijay Vikram Vincent Violet Viktor Vivian Vivienne Walter Wanda Wanjiru Wendy
    Werner Wilhelm William Wim Wolfgang Xavier Yasmin Yolanda Youssef Yuki Yusuf Yves Yvonne Zahra Zainab Zara Zoe Zoë
    Zofia Zsuzsanna
    Abdoulaye Abena Abimbola Adaeze Adebayo Aditi Adjoa Adwoa Aidan Ailbhe Aine Aki Akiko Akosua Alberto Alessia
    Alhassan Alina Alma Alyssa Amadou Amandine Amina Aminata Anastasia Anaïs Andrzej Andrés Aneta Angelika Angelo Anika
    Anneke Anneliese Annemarie Annika Antje Antonella Aparna Aram Ariane Arnaud Arne Artur Arturo Ashok Ashwin Asli
    Aurélie Ayako Ayodele Aysha Azadeh Aïcha Aïssatou Babak Barbora Bartosz Bashir Benoît Bethany Bev Bhavna Bintou
    Birgitte Blanca Bogdan Bolanle Bożena Britta Bronagh Bronwyn Bryan Bénédicte Caitlin Caitríona Caoimhe Carme Carmel
    Carsten Casper Cassandra Catalina Cathal Celine Cerys Chiamaka Chiedza Chika Chinedu Chinwe Chioma Chukwuemeka Cian
    Clémence Clémentine Colleen Connor Consuelo Corinne Cormac Cornelia Cynthia Cédric Céline Dagmar Daisuke Daithí
    Damien Dana Daria Darnell Darragh Darryl Davina Deepa Deepak Delroy Delyth Denis Dervla Desmond Dewi Diarmuid Dilek
    Dina Dolores Domenico Donal Donatella Doreen Dónal Eberhard Edgar Edmund Edna Eduardo Efua Eilís Eimear Einar
    Eirlys Ekaterina Elaheh Elke Elliot Eloise Elsbeth Elspeth Emrys Enda Enid Enrique Erin Esme Eszter Eugene Eugenia
    Eunice Evangelos Evelina Ezra Fabienne Fabio Fabrice Fadumo Farid Farida Fatemeh Fatma Fatoumata Feargal Ferdinand
    Fergal Fergus Ffion Filip Fionnuala François Françoise Frédéric Funmilayo Gaby Gaynor Gaëlle Geert Geneviève
    Georgina Gerda Germán Gethin Ghislaine Gintaras Gisela Githinji Giuliana Godfrey Goran Grazia Grzegorz Gráinne
    Gudrun Guido Gwendolyn Gwenllian Gwilym Hadiza Hafsa Haleema Halima Hamish Hana Hanna Hannelore Harsha Haruka Hedda
    Heledd Henning Henrike Hervé Hiroko Hiroshi Hortense Humaira Hussein Håkan Idris Ieuan Ifan Ignacio Ikenna Ilaria
    Ilona Inge Ingeborg Inger Ingvild Ioan Iolo Irfan Ismail Ivo Iwona Jagoda Jamal Jamila Janusz Jarosław Jasper
    Jean-Luc Jean-Pierre Jelena Jemima Jeroen Jerzy Jesús Joaquín Jocelyn Jochen Joerg Jordi Josef Josefina Josip Judit
    Jutta Jörg Kamala Kamila Karsten Kasia Katalin Katerina Kaveh Kenji Kerstin Khadija Kinga Kirsti Kofi Kojo Kristin
    Kristina Krzysztof Kwabena Kwaku Kweku Lachlan Laila Lakshmi Lamia Lara Latoya Laurens Lauri Leandro Lerato
    Leszek Leyla Liesbeth Llinos Lloyd Lubna Lucie Ludmila Ludovic Lyndsey Maarit Maciej Mads Magda Magdalena Mairead
    Mairéad Maja Makoto Mamadou Manon Marcela Marcelo Marek Margarete Margaretha Margit Mariam Mariana Maribel Marisol
    Marit Marjolein Markku Marlene Marloes Maryse Masako Matthieu Maud Mauro Mehdi Meike Meinir Merete Meryem Mihai
    Mikko Miklós Mirjam Mohsen Moritz Morwenna Moussa Mustafa Myfanwy Myriam Máire Máiréad Nadeem Naima Najma Namrata
    Narges Nathalie Nazia Nia Nicolò Nikolaos Nilufar Nkechi Nnamdi Nobuko Nokuthula Noura Nura Nuria Oana Obinna Odile
    Olufemi Oluwaseun Olwen Onyeka Oonagh Orlagh Orlaith Osama Ottavia Otto Oyin Parisa Parveen Pascale Patrik Pau
    Per-Erik Pernille Philomena Phyllis Pietro Pooja Prakash Purnima Pádraig Quentin Rachid Rachida Radhika Raffaella
    Rafi Rainer Ramesh Ramón Rania Raquel Rasheed Rashid Raúl Rebekah Reinhold Reza Rhodri Riccardo Riitta Rocío
    Rogelio Rohan Rosalyn Rosanna Roshni Roxana Ruairí Rukhsana Rupa Rutger Sabine Sabrina Saeed Safiya Sakura Salim
    Salman Salvatore Samina Sandeep Sandrine Sanna Savita Sergei Shaheen Shahid Shanice Shazia Shelagh Shilpa Shirin
    Shreya Sibusiso Sigrid Silke Simona Sindre Sione Sipho Siri Sjoerd Solveig Solène Soraya Sorcha Stefano Stéphane
    Stéphanie Sujata Sukhdeep Sushila Svein Szymon Sébastien Séverine Sílvia Sören Søren Taha Takeshi Tamika Tamás
    Tania Tanvir Tarek Tariro Tatsuya Tendai Tereza Thabo Thandiwe Thierry Thom Thorbjørn Théo Tiago Tiffany Tilman
    Tobi Tomoko Tomáš Torbjörn Tore Tove Tricia Trish Trygve Tsitsi Uche Uchenna Ugo Umar Usha Uwe Valeria Valérie
    Vasiliki Vasilis Venkat Vesna Vibeke Vikki Virginie Viviana Vlad Vladimir Volker Václav Waleed Wambui Wangari Waqar
    Wayne Wendeline Wiebke Wilma Winifred Wojciech Yann Yannick Yasemin Yaw Yetunde Yewande Yoko Yolande Yosef Youssouf
    Yukiko Yunus Yuri Yvette Zahid Zakia Zdeněk Zeynep Zinaida Zlatko Zuzana Áine Åsa Élodie Émile Émilie Étienne
    Ólafur Željko
    """
)


def has_given_name(name: str) -> bool:
    """Whether one of the words but the last is a common first name, or the last where it follows a comma."""
    _, comma, given = name.partition(", ")
    words = given.split() if comma else name.split()[:-1]
    return any(word in GIVEN_NAMES for word in words)
