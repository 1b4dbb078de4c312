package main

import "barometer/surveys"

// firmProjects are what the demo's firm does, by id.
func firmProjects() map[surveys.ProjectID]string {
	return map[surveys.ProjectID]string{
		"support":  "Support desk",
		"erp":      "ERP migration",
		"web":      "Websites",
		"training": "Training",
		"field":    "On-site service",
	}
}

func person(name, address, language string, role surveys.Role) surveys.Contact {
	return surveys.Contact{Name: name, Address: address, Language: language, Role: role, TimeZone: zoneOf(language)}
}

// zoneOf is where the firm's customers of a language live.
func zoneOf(language string) string {
	return map[string]string{
		"ar": "Asia/Dubai", "de": "Europe/Berlin", "en": "Europe/London", "es": "Europe/Madrid", "fr": "Europe/Paris",
		"hi": "Asia/Kolkata", "hu": "Europe/Budapest", "ja": "Asia/Tokyo", "mr": "Asia/Kolkata", "pl": "Europe/Warsaw",
		"sv": "Europe/Stockholm", "tr": "Europe/Istanbul",
	}[language]
}

// firmCustomers are whom it works for: one in quiet decline, one recovering,
// one with a loud complaint, one that fell silent, one that left after a decline
// that could be seen, the others as customers are.
func firmCustomers() []firmCustomer {
	type projects = []surveys.ProjectID
	type people = []surveys.Contact
	return []firmCustomer{
		{id: "northgate", name: "Northgate Logistics", projects: projects{"support", "erp"}, answers: 260, mood: slope(.95, .5, .82, .97),
			contacts: people{
				person("Priya Nair", "priya.nair@northgate.example", "en", surveys.Champion),
				person("Tom Ashworth", "tom.ashworth@northgate.example", "en", surveys.DecisionMaker),
				person("Ewa Kowalczyk", "ewa.kowalczyk@northgate.example", "pl", surveys.EndUser)}},
		{id: "alma", name: "Alma Foods", projects: projects{"support", "field"}, answers: 210, mood: steady(.67),
			said: map[int][]string{
				5: {"Sehr schnell und freundlich, danke!", "Genau so wünscht man sich das."},
				2: {"Man musste alles zweimal erklären."}},
			contacts: people{
				person("Ilse Brandt", "ilse.brandt@alma-foods.example", "de", surveys.DecisionMaker),
				person("Karim Haddad", "karim.haddad@alma-foods.example", "de", surveys.EndUser)}},
		{id: "oakfield", name: "Oakfield Dental", projects: projects{"support"}, answers: 150, mood: slope(.9, .76, .8, 1),
			contacts: people{
				person("Claire Duval", "claire.duval@oakfield.example", "fr", surveys.DecisionMaker),
				person("Ben Okafor", "ben.okafor@oakfield.example", "en", surveys.EndUser)}},
		{id: "lund", name: "City Library Lund", projects: projects{"support", "training"}, answers: 170, mood: steady(.95),
			said: map[int][]string{5: {"Snabb hjälp och trevligt bemötande. Tack!"}},
			contacts: people{
				person("Henrik Olsson", "henrik.olsson@stadsbibliotek-lund.example", "sv", surveys.DecisionMaker),
				person("Åsa Lindgren", "asa.lindgren@stadsbibliotek-lund.example", "sv", surveys.Champion)}},
		{id: "szabo", name: "Szabó Kertészet", projects: projects{"web", "support"}, answers: 130, mood: steady(.91),
			said: map[int][]string{4: {"Gyors és türelmes segítség volt."}, 5: {"Köszönöm, minden rendben!"}},
			contacts: people{
				person("Szabó Zsófia", "zsofia@szabo-kerteszet.example", "hu", surveys.DecisionMaker),
				person("Szabó Gergő", "gergo@szabo-kerteszet.example", "hu", surveys.EndUser)}},
		{id: "kestrel", name: "Kestrel Housing Trust", projects: projects{"support", "erp"}, answers: 160, mood: steady(.88), away: [2]int{70, 1},
			contacts: people{
				person("Helen Marsh", "helen.marsh@kestrel.example", "en", surveys.DecisionMaker),
				person("Samira Rahmani", "samira.rahmani@kestrel.example", "en", surveys.Champion)}},
		{id: "tanaka", name: "田中印刷", projects: projects{"support", "field"}, answers: 120, mood: steady(.93),
			said: map[int][]string{5: {"迅速に対応していただき、ありがとうございました。"}, 3: {"説明がもう少しほしかったです。"}},
			contacts: people{
				person("田中 美咲", "misaki@tanaka-print.example", "ja", surveys.DecisionMaker),
				person("佐藤 健", "sato@tanaka-print.example", "ja", surveys.EndUser)}},
		{id: "aguirre", name: "Aguirre y Hijos", projects: projects{"web", "training"}, answers: 170, mood: slope(.55, .94, .35, .75), away: [2]int{262, 228},
			said: map[int][]string{
				5: {"Desde el verano todo va mucho mejor. ¡Gracias!", "Rápido y claro."},
				2: {"Nadie contestó durante tres días."}},
			contacts: people{
				person("Lucía Aguirre", "lucia@aguirre-hijos.example", "es", surveys.DecisionMaker),
				person("Mateo Fuentes", "mateo@aguirre-hijos.example", "es", surveys.EndUser)}},
		{id: "brightwater", name: "Brightwater Hotels", projects: projects{"support"}, answers: 120, mood: slope(.94, .3, .5, .66), away: [2]int{95, 1},
			contacts: people{
				person("Nora Kim", "nora.kim@brightwater.example", "en", surveys.DecisionMaker),
				person("Jude Farrell", "jude.farrell@brightwater.example", "en", surveys.EndUser)}},
		{id: "celik", name: "Studio Çelik", projects: projects{"web"}, answers: 70, mood: steady(.9),
			contacts: people{
				person("Elif Çelik", "elif@studio-celik.example", "tr", surveys.DecisionMaker),
				person("Mert Yıldız", "mert@studio-celik.example", "tr", surveys.EndUser)}},
		{id: "green", name: "Green Lane School", projects: projects{"support", "training"}, answers: 90, mood: steady(.9),
			contacts: people{
				person("Niamh O'Brien", "niamh.obrien@greenlane.example", "en", surveys.Champion),
				person("David Mensah", "david.mensah@greenlane.example", "en", surveys.EndUser)}},
		{id: "sahyadri", name: "Sahyadri Textiles", projects: projects{"support", "web"}, answers: 110, mood: steady(.9),
			said: map[int][]string{
				5: {"बहुत जल्दी मदद मिली, धन्यवाद!", "खूप छान मदत केली, धन्यवाद."},
				4: {"समस्या सुलझ गई।"},
				2: {"जवाब आने में दो दिन लगे।"}},
			contacts: people{
				person("अनीता शर्मा", "anita@sahyadri-textiles.example", "hi", surveys.DecisionMaker),
				person("मीरा देशपांडे", "meera@sahyadri-textiles.example", "mr", surveys.EndUser)}},
		{id: "noor", name: "مكتبة النور", projects: projects{"web", "training"}, answers: 80, mood: steady(.92),
			said: map[int][]string{
				5: {"خدمة سريعة ولطيفة، شكرًا لكم."},
				3: {"حُلّت المشكلة، لكن بعد انتظار."}},
			contacts: people{
				person("ليلى منصور", "layla@maktabat-alnoor.example", "ar", surveys.DecisionMaker),
				person("عمر خليل", "omar@maktabat-alnoor.example", "ar", surveys.EndUser)}},
	}
}

// firmWords are what people say with a choice.
func firmWords(choice int) []string {
	return [][]string{
		1: {
			"It still does not work.",
			"Nobody called back, so I solved it myself.",
			"Four people, four different answers.",
			"We lost a whole afternoon over this.",
		},
		2: {
			"Took far too long for a small thing.",
			"I had to ask twice before anything happened.",
			"Solved, but only after I complained.",
			"I would have liked to hear when somebody comes.",
			"The same fault came back the next day.",
		},
		3: {
			"Solved in the end, but I had to write twice.",
			"All right, though I did not understand what was done.",
			"Friendly, but slow.",
			"It works. The way there was long.",
		},
		4: {
			"Good help, thank you.",
			"Quick, and explained so that I understood it.",
			"Works again. A word about the cause would have been nice.",
			"Polite and patient.",
		},
		5: {
			"Fixed before I had finished my coffee. Thank you!",
			"Aisha knew at once what it was.",
			"Exactly what we needed.",
			"Marta stayed until everything ran. Wonderful.",
			"Fast, friendly, done.",
			"I wish everybody worked like this.",
		},
	}[choice]
}
