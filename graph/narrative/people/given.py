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
    Abdulrahman Abhijit Abhishek Adriana Adrienne Agneta Agustín Ahmad Ajay Akhil Akira Alain Aldo Alec Alejandra
    Aleksandar Aleksander Alena Alfonso Alfredo Alicja Allison Alok Aloysius Amal Amalia Amandeep Amarjit Ambreen Amelie
    Amjad Ammar Amrita Anabel Anastasiia Andre Andreea Andrei Andrej André Aneesa Angelina Angelique Angie Anh Anica
    Anindya Anirban Anisa Anjana Anju Ankit Ankita Annabel Annalisa Anneleen Annelies Annemieke Anthea Antoinette
    Antonios Antonius Anuja Anupama Anuradha Arash Archana Ariel Arjan Arlene Armando Armin Arnold Aroon Arun Arvind
    Athanasios Atsuko Attila Audra Aurelio Avinash Avril Axel Ayan Ayo Aziz Azra Bahar Balázs Bart Bartek Bastian
    Beatrix Benedict Benedikt Bengt Benita Berit Bernadette Bernardo Bernhard Bertrand Bhaskar Bilal Bina Bindu Birte
    Bjarne Bjorn Bobby Bojan Bonnie Borja Brad Branka Brett Brigid Brigitte Brittany Bruna Burak Camila Candice
    Carina Carmela Carolien Carrie Casey Catharina Cathleen Cathrine Cathryn Cecile Celeste Celina Cemal Cesar Charlene
    Cheryl Chiharu Chitra Christa Christel Christelle Christiane Christianne Christie Christos Cindy Claes Clarissa
    Claude Claus Clemens Clement Clifford Clint Colette Connie Constantin Constantinos Cordelia Corey Cornelis Corrado
    Courtney Cristian Cristiana Cristóbal Cyril Cécile César Dagfinn Damjan Daniele Danilo Danuta Daphne Darius Darlene
    Darshan Debby Debora Debra Deena Deepti Denisa Deniz Devendra Dhananjay Diederik Dietmar Dietram Dimitra Dimitri
    Dimitrios Dimitris Dinesh Dino Dipak Dominique Donatas Dorota Dorothea Dorte Dragan Duygu Dwight Eddie Edina Edoardo
    Edouard Edyta Efrat Efstathios Eiji Ekin Eldon Eleanora Elefteria Eliane Elias Elina Elisabetta Elizabet Elliott
    Elmar Elodie Elvira Elżbieta Emanuel Emanuela Emanuele Emiko Emile Emilie Emilio Emine Emmanuelle Emmeline Engin
    Eoin Erdem Erhan Ernest Ernesto Ervin Esben Espen Esteban Estelle Etienne Eugen Eugenio Eva-Maria Evelien Evgenia
    Evgeny Evi Ezgi Fabiana Fabiola Fabrizio Fanny Fatemah Fausto Fay Fei Ferenc Fernanda Filippo Filomena Finbarr
    Flavia Flavio Floor Florent Floris Francine Franciszek Franck Franco Frans Franziska François-Xavier Freda Frederic
    Frederik Fredrik Frida Frieda Fritz Frédérique Fumiko Galina Garry Gaurav Gavan Gayatri Gaye Genevieve Gennaro Georg
    George Georges Georgios Gerardo Germaine Gerrit Gert Gertrude Giacomo Giada Gianluca Gianni Gijs Gilbert Gilberto
    Gilles Giorgos Gisele Gita Gitte Giulio Gloria Govind Graciela Grażyna Gretchen Guadalupe Gunilla Gurpreet Gustaf
    Gustavo Gwyn Gyula Gérard Gösta Günter Günther Haidar Hailey Hakan Haldis Halina Halvor Hanne Hanneke Hannes
    Hans-Peter Hanspeter Hariklia Haris Harley Harriett Hartmut Hasina Hasnah Hatice Haydee Hector Hege Heikki Heiko
    Heleen Hella Helle Hemant Hendrik Henk Henri Henriette Henrique Herman Hermann Hermine Hidayat Hilde Hildegard
    Hilmar Himanshu Hirohito Holger Horst Howard Hubert Huda Hugues Humphrey Huseyin Héctor Hélène Hüseyin Ieva Ifor
    Ignacy Ilan Ildikó Ilka Ilkka Ilya Imelda Imke Ina Inken Inmaculada Inna Ioanna Ioannis Irena Irma Irmgard Irvin
    Isabela Isidora Ismael Iva Iveta Ivette Ivona Izabela Jaakko Jaan Jacek Jacinta Jacopo Jacquelyn Jacqui Jadwiga
    Jagdish Jaiden Jalal Jamey Jana Janaína Janette Janie Janis Janna Janne Jannik Jared Jarmila Jaroslav Jarrod Jasmina
    Jasna Jaswinder Javed Jayanti Jayesh Jayshree Jeanine Jeanne Jeannette Jeannie Jenifer Jenna Jennie Jeong Jeremiah
    Jerome Jerry Jette Jian Jianhua Jing Jitka Joachim Joann Joao Jocasta Jochem Jody Joeri Johnathan Jolanta Jolien
    Jonah Jonathon Joris Josephus Josiah Josie Josué Juana Judah Judi Juho Jukka Jules Juliane Julianna Julianne
    Juliette Julio Julius Junko Jussi Justyna Jyoti Jérémie Jérémy Jörn Jørgen Kaat Kacper Kaia Kaisa Kalpana Kamil
    Karel Kari Karina Karine Karolien Karoline Karun Kasper Katarina Katarína Katharine Kathi Kathrin Kathryne Katri
    Kaushik Kayla Kayleigh Keiko Keir Keisha Keld Kelley Kelvin Kenan Kendra Kerri Khadijah Khaled Khalida Khanh Kirk
    Kirsi Kirstie Kirstin Kishore Kjell Kjersti Klaas Klara Klára Knut Koen Koji Konstantin Konstantinos Kostas Kotaro
    Kris Krishnan Krista Kristen Kristian Kristiina Kristine Kristof Kristy Kristóf Ksenia Kurt Kyoko Kyriakos Ladislav
    Lakshman Lalita Lamberto Larissa Larry Larysa Lasse Laszlo Latha Laure Laurel Lauretta Laurette Laurie Lauryn
    Lavinia Lazaros Leandra Leena Leif Lenka Lennart Leonid Leonora Leontien Leopold Lesia Leticia Letizia Letícia Liana
    Lieke Liesl Lieven Ligia Lihua Lilia Liliana Lilla Lilli Lillian Lilly Linnea Linus Lisbeth Lise Lisette Livia
    Ljiljana Lodewijk Loek Loes Lopita Loretta Lori Lothar Louella Loïc Luciana Luciano Lucien Lucienne Lucio Ludger
    Ludvig Ludwig Luigi Luiz Luka Lukasz Lutz Luzia Lyn Lynette Lynsey László Maaike Maartje Maciek Madeline Madhu
    Madhuri Maeva Magali Magdalene Mahendra Maher Mahesh Mahir Maike Maiken Malin Mallory Mamta Manish Manisha Manju
    Manjula Mansoor Manu Marc-André Marcella Marci Marcia Marcie Marcos Mareike Mareile Maren Margaretta Margarida
    Margherita Margie Margo Margriet Margrét Marguerite Mariagrazia Mariah Marian Mariann Mariano Maribeth Maricel
    Marie-Claire Marie-France Marie-Hélène Mariela Marielle Mariette Marija Marijke Marika Marike Mariko Marilena
    Marilyn Marilyne Marinela Marissa Marita Marius Mariusz Marja Marjan Marjo Marjut Marko Marlies Marlon Marnie Marsha
    Marte Marten Marthe Marty Maru Marwa Mary-Jane Marylou Massimiliano Matej Mateja Mateusz Mathew Mathilda Mathilde
    Mathis Mats Matthijs Mattia Mattias Maura Mauricio Maurizio Maurício Maxim Maxime Maximilian Maximiliano Maxine Maya
    Maylis Mayra Mechthild Meena Meghan Mehran Melina Melinda Melvin Menno Meredith Merja Merlijn Merryn Mette Micaela
    Micha Michal Michaël Micheline Michiel Midori Mieke Mikaela Mikhail Mikołaj Mila Milada Mildred Milica Milos Miloš
    Mindaugas Mindy Minna Minoru Mira Mireia Mireille Mirela Mirella Mirko Miro Miroslav Miroslava Mirosław Misbah
    Mitchell Mitra Mizanur Moeen Mohan Mohd Mohsin Moises Moisés Monique Moray Mordechai Mukesh Munir Murat Mushtaq
    Mustapha Myles Myrna Myrto Mélanie Mélissa Nabil Nabila Nadim Nadja Nadya Nadège Naeem Naila Najib Nalini Namita
    Nanci Nancy Nanda Nandini Nanna Naoki Naoko Narelle Narendra Nasim Nasir Nasrin Nat Natalija Natalya Natasja
    Nathanael Nathaniel Natsuko Naveed Naveen Navid Nayeli Nazli Neda Neeraj Neeta Neetu Nela Nelly Nestor Nevena
    Niccolo Niccolò Nicholaos Nicki Nicklas Nicolaas Nicolai Nicoleta Nicoletta Nicolette Nicolle Nicolás Niek Nienke
    Nikhil Nikita Niklas Niko Nikola Nikolaj Nikolaus Nino Niranjan Nirmala Nishant Nitin Nivedita Nnenna Noam Noelle
    Nolwenn Noor Norah Norbert Norberto Noreen Noriko Normand Noémie Nuno Nurul Octavian Octavio Odette Ofelia Oksana
    Olav Oleg Oleksandr Olena Olesya Oliwia Olle Omer Ornella Orsolya Ortrud Oskari Osvaldo Othmar Ottilie Ottmar Pam
    Pamella Panagiotis Pantelis Paola Paraskevi Parminder Parvin Pascual Patricio Patrizia Patti Paulette Paulien
    Pauliina Paulina Paulo Paulus Pavan Pavlos Payal Pekka Peng Pepijn Pernilla Perry Petar Petr Petros Petter Philipp
    Philippine Philomène Pierluigi Pierrette Pieternel Pim Pirjo Pirkko Piyush Poul Prabha Prabhat Pragya Pramod Pranav
    Prashant Prasun Pratik Pravin Preeti Primož Priscilla Priti Przemysław Puneet Pål Qing Rabia Rachelle Radek Radha
    Radhakrishna Radosław Radu Raelene Rafał Raffaele Raghav Ragnar Ragnhild Rahel Rahim Raimo Raimund Raisa Rajan Rajat
    Rajeev Rajendra Rajiv Raju Ralf Ramin Ramiro Ramona Randall Randi Randy Ranjan Ranjana Ranjit Raphael Raphaël
    Raphaëlle Rashmi Rasmus Rathin Raul Ravindra Raylene Raymonde Raymundo Razia Rebeca Reena Refilwe Regula Rehana
    Reina Reinder Reinier Rekha Remco Remi Rena Renate Renato Renaud Renee Renske Renée Reto Reuben Reyhan Rhea Rhoda
    Rhonda Rianne Ricarda Richa Rick Ricky Riikka Rikke Rina Rinaldo Risto Ritesh Ritu Ritva Robbert Robbie Robyn Rocio
    Rodney Rodolfo Roel Roelof Rogério Rohini Rohit Rok Rolando Romina Ronan Ronnie Ronny Roopa Rosalba Rosalie Rosalía
    Rosanne Roseanne Roselyn Roshan Rosina Rosita Roslyn Rossella Roswitha Roula Roxane Roxanne Rozemarijn Ruben Rubina
    Rubén Rudi Rudolf Rudy Rune Ruslan Ruta Ruud Ryley Ryo Ryszard Régine Régis Rémi Rémy Rüdiger Rūta Saad Saara Sabina
    Sachiko Sadia Sagar Sahar Saif Saiful Saija Sajid Sakari Saleh Salimah Salome Salomé Samara Sami Samia Samuele
    Samuli Sandhya Sandor Sandro Sangeeta Sania Sanja Sanjeev Sanjida Sanni Santosh Saori Sapna Sarina Sarita Saroj
    Sarra Satish Satoko Satoshi Satu Saul Saurabh Savas Saverio Scarlett Sebastiaan Sebastiano Seda Selcuk Selim Selma
    Semra Senthil Serap Serge Sergey Sergiu Serhat Serhii Seth Severin Seyed Shabana Shaheda Shahida Shaimaa Shakeel
    Shalini Shamim Shamsul Shannen Shanthi Shari Sharif Shariq Sharmila Sharmin Shashi Shauna Shaunagh Shayne Sheela
    Sheetal Shelby Shelley Sheri Sherri Sherry Sheryl Shigeru Shiho Shinichi Shinji Shipra Shivani Shobha Shobhana
    Shoshana Shruti Shubha Shun Shweta Sibel Siddharth Sidsel Siegfried Siew Sigal Signe Sigurd Sigurður Silja Silvana
    Silvano Silvie Silvio Simin Simonetta Sini Sinikka Sirkka Sissel Siv Slavka Slobodan Smita Snezana Snežana Sofía
    Solange Soledad Somnath Sonal Sonali Sondre Sonja Sotiris Soumya Spela Spyridon Spyros Srinivas Sriram Stacie Stacy
    Stanislav Stanislaw Stanisław Stavros Stefaan Stefanos Steffen Steffi Steinar Sten Stephan Stephane Stephany Stian
    Stijn Stina Subhash Subrata Sucheta Sudha Sudhir Sujatha Sukanya Sukhwinder Suleiman Suman Sumit Sumitra
    Sune Suneeta Sunniva Supriya Suresh Suriya Susann Sushil Sushma Susie Suvi Suzan Suzanna Suzette Suzy Svenja Swapna
    Swati Sybil Syed Sylvain Sylvana Sándor Sébastian Sławomir Tabitha Tadashi Tadeusz Taina Taiwo Takashi Talia Tamar
    Tamer Tammy Tanvi Tao Tapio Tarja Taru Tatjana Tatyana Tauseef Teemu Tejal Telma Temitope Teodor Teodora Terese
    Terhi Teri Terri Terttu Teun Thabiso Thais Thanh Thanos Thea Thelma Themba Theodor Theodore Theodoros Therese
    Thibault Thijs Thilo Thomasin Thorbjorn Thulani Tihana Tiina Tilda Tilo Timo Timon Timothée Tine Tineke Tiziana
    Tiziano Todd Toivo Tomaž Tomi Tommaso Tommy Tomohiro Tomás Toni Tonje Tonya Torben Toril Tormod Toru Toshiko Traci
    Tracie Trang Trijntje Trine Trisha Trond Trudy Tuan Tuija Tuomas Tushar Twan Tymon Ugochukwu Ulf Ulrica Ulrik Ulrika
    Umberto Umesh Unni Upendra Urmila Ursel Urszula Urvashi Usman Vaclav Vaishali Vaishnavi Valdis Valentin Valentino
    Valerio Valtteri Valérian Vandana Varsha Varun Vasco Vasileios Vasilios Vasudha Veena Veerle Velma Venla Vered
    Vernon Verónica Vesa Victoire Victor Vidar Vidya Vigdis Viggo Viktoria Viktoriia Vimala Vinay Vince Vincenzo
    Vineeta Vinod Violeta Violetta Vipul Virpi Vishal Vishnu Vittoria Vittorio Vivek Vivi Vladislav Vojtěch Volkan
    Volodymyr Véronique Wael Wahid Walther Waltraud Wasim Wei Weronika Wesley Wieland Wiesław Wiktor Wilfred Wilfried
    Wilhelmina Willem Willemijn Willie Winfried Winnie Wioletta Wouter Władysław Włodzimierz Xiao Xiaoming Xiaoyan Xinyi
    Yael Yair Yanan Yaron Yaser Yasir Yasmine Yasuko Yehuda Yiannis Yirga Yiwen Yogesh Yohannes Yong Yoshiko Yoshiyuki
    Yuan Yulia Yuliya Yuriy Yusra Yusuke Yuval Yvan Zafeiria Zaheer Zaid Zaira Zakaria Zaki Zbigniew Zdenka Zehra Zeynab
    Zhanna Zhen Zheng Zhi Zia Zied Zineb Zita Ziv Zoltan Zoltán Zora Zoran Zoya Zubair Zuhal Zulfiqar Zvonimir Ómar Özge
    Özlem Łukasz Špela Živa
    """
)


def has_given_name(name: str) -> bool:
    """Whether one of the words but the last is a common first name, or the last where it follows a comma."""
    _, comma, given = name.partition(", ")
    words = given.split() if comma else name.split()[:-1]
    return any(word in GIVEN_NAMES for word in words)
