package surveys

import "slices"

// ImportKind is what a table brings in.
type ImportKind string

// The kinds of imports that a table of another program may be.
const (
	ImportCustomers ImportKind = "customers"
	ImportContacts  ImportKind = "contacts"
	ImportTime      ImportKind = "time"
	ImportRevenue   ImportKind = "revenue"
	ImportCosts     ImportKind = "costs"
	ImportWorth     ImportKind = "worth" // beyond sales
	ImportDays      ImportKind = "days"
)

// ImportKinds returns all of them.
func ImportKinds() []ImportKind {
	return []ImportKind{ImportCustomers, ImportContacts, ImportTime, ImportRevenue, ImportCosts, ImportWorth, ImportDays}
}

// Known reports whether there is such a kind.
func (k ImportKind) Known() bool { return slices.Contains(ImportKinds(), k) }

// NeedsMoney reports whether only those may bring it in who may see what
// customers pay and cost.
func (k ImportKind) NeedsMoney() bool { return k.worthKind() != "" }

func (k ImportKind) worthKind() WorthKind {
	switch k {
	case ImportTime:
		return WorthTime
	case ImportRevenue:
		return WorthRevenue
	case ImportCosts:
		return WorthCost
	case ImportWorth:
		return WorthBeyond
	}
	return ""
}

// ImportField is something that a row of a kind says.
type ImportField struct {
	Name     string
	Needed   bool
	Headings []string // that mean it, the surest first; compared by letters and digits only
}

// AttributePrefix begins the name of a field that is an attribute of a customer.
const AttributePrefix = "attribute."

// Fields returns what a row of the kind may say.
func (k ImportKind) Fields() []ImportField {
	switch k {
	case ImportCustomers:
		return customerFields()
	case ImportContacts:
		return contactFields()
	case ImportTime:
		return timeFields()
	case ImportRevenue:
		return revenueFields()
	case ImportCosts:
		return append(entryFields(), amountField(true), currencyField(), noteField())
	case ImportWorth:
		return append(entryFields(), amountField(true), currencyField(), kindField("worth kind"), noteField(),
			ImportField{"estimated_by", true, []string{"estimated by", "estimated_by", "by", "geschätzt von"}},
			ImportField{"why", true, []string{"why", "grounds", "reason", "begründung", "grund"}})
	case ImportDays:
		return dayFields()
	}
	return nil
}

func customerFields() []ImportField {
	return []ImportField{
		{"id", false, []string{"id", "customer id", "company id", "record id", "account id", "organization id", "kundennummer", "kundennr", "kunden-nr.", "debitorennummer", "debitor"}},
		{"name", false, []string{"name", "company name", "customer name", "customer", "company", "account name", "organization name", "client", "firma", "firmenname", "kundenname", "kunde", "unternehmen"}},
		{"stage", false, []string{"stage", "lifecycle stage", "customer stage", "status", "phase", "lebenszyklusphase", "kundenstatus"}},
		{"since", false, []string{"since"}}, // our own file: from when the stage holds
		{"won_on", false, []string{"won on", "customer since", "became a customer date", "contract start", "start date", "kunde seit", "vertragsbeginn"}},
		{"lost_on", false, []string{"lost on", "churn date", "cancelled on", "contract end", "end date", "verloren am", "gekündigt zum", "kündigungsdatum", "vertragsende"}},
		{"reason", false, []string{"reason", "lost reason", "churn reason", "kündigungsgrund"}},
		{AttributePrefix + "industry", false, []string{"industry", "branche"}},
		{AttributePrefix + "size", false, []string{"size", "number of employees", "employees", "company size", "größe", "unternehmensgröße", "mitarbeiter", "mitarbeiterzahl", "anzahl mitarbeiter"}},
		{AttributePrefix + "budget", false, []string{"budget"}},
		{AttributePrefix + "region", false, []string{"region", "state/region", "bundesland"}},
		{AttributePrefix + "country", false, []string{"country", "country/region", "land"}},
		{AttributePrefix + "segment", false, []string{"segment", "tier"}},
	}
}

func contactFields() []ImportField {
	return []ImportField{
		{"email", true, []string{"email", "e-mail", "email address", "mail", "e-mail-adresse", "person email", "person email work"}},
		{"name", false, []string{"name", "full name", "contact name", "contact", "ansprechpartner", "person name"}},
		{"first_name", false, []string{"first name", "given name", "vorname"}},
		{"last_name", false, []string{"last name", "surname", "family name", "nachname"}},
		{"customer", false, []string{"customer", "customer id", "company", "company name", "primary associated company", "associated company", "account", "account name", "organization", "person organization", "firma", "kunde", "unternehmen"}},
		{"role", false, []string{"role", "buying role", "rolle", "job title", "position", "funktion"}},
		{"language", false, []string{"language", "preferred language", "sprache"}},
		{"time_zone", false, []string{"time zone", "timezone", "zeitzone"}},
		{"tie", false, []string{"tie", "contact owner", "owner", "person owner", "zuständig", "betreuer"}},
	}
}

// entryFields are what every entry of worth has.
func entryFields() []ImportField {
	return []ImportField{
		{"id", false, []string{"id", "entry id", "invoice number", "invoice no.", "invoice no", "num", "no.", "rechnungsnummer", "rechnungsnr.", "rechnungs-nr.", "belegnummer", "belegfeld 1"}},
		{"customer", true, []string{"customer", "customer id", "client", "customer full name", "customer name", "client name", "contact name", "company", "name", "kunde", "kundenname", "kundennummer", "debitor", "firma"}},
		{"project", false, []string{"project", "project id", "projekt", "product/service", "kostenstelle", "kost1 - kostenstelle"}},
		{"day", true, []string{"day", "date", "invoice date", "transaction date", "start date", "rechnungsdatum", "belegdatum", "datum", "tag", "from"}},
		{"entry", false, []string{"entry"}}, // the kind, where a file holds several
	}
}

func timeFields() []ImportField {
	return append(entryFields(),
		ImportField{"person", true, []string{"person", "user", "member", "employee", "team member", "mitarbeiter", "benutzer", "email"}},
		ImportField{"first_name", false, []string{"first name", "vorname"}},
		ImportField{"last_name", false, []string{"last name", "nachname"}},
		ImportField{"duration", true, []string{"duration", "duration (h)", "minutes", "hours", "time (h)", "duration (decimal)", "time (decimal)", "dauer", "dauer (h)", "stunden", "minuten", "zeit"}},
		ImportField{"role", false, []string{"role", "roles", "rolle", "funktion"}},
		ImportField{"note", false, []string{"note", "description", "notes", "task", "beschreibung", "notiz", "tätigkeit", "aufgabe"}})
}

func revenueFields() []ImportField {
	all := append(entryFields(), amountField(true), currencyField(), kindField("transaction type", "type", "belegart"), noteField(),
		ImportField{"side", false, []string{"side", "debit/credit", "soll/haben-kennzeichen", "soll/haben", "s/h"}},
		ImportField{"from", false, []string{"from", "service from", "service start", "period start", "leistung von", "leistungszeitraum von"}},
		ImportField{"to", false, []string{"to", "service to", "service end", "period end", "leistung bis", "leistungszeitraum bis"}})
	for i := range all {
		if all[i].Name == "day" {
			all[i].Needed = false // or from and to
		}
	}
	return all
}

func dayFields() []ImportField {
	return []ImportField{
		{"customer", true, []string{"customer", "customer id", "company", "client", "kunde", "firma", "kundennummer"}},
		{"date", true, []string{"date", "day", "renewal date", "datum", "tag", "verlängerung am"}},
		kindField("art des tages"),
		{"yearly", false, []string{"yearly", "every year", "recurring", "jährlich"}},
		{"note", false, []string{"note", "description", "text", "notiz", "beschreibung"}},
		{"remind_days_before", false, []string{"remind days before", "days before", "reminder", "erinnerung", "tage vorher"}},
	}
}

func amountField(needed bool) ImportField {
	return ImportField{"amount", needed, []string{"amount", "net amount", "net", "subtotal", "line amount", "nettobetrag", "netto", "umsatz (ohne soll/haben-kz)", "total", "total amount", "betrag", "umsatz"}}
}

func currencyField() ImportField {
	return ImportField{"currency", false, []string{"currency", "currency code", "wkz umsatz", "währung"}}
}

func kindField(more ...string) ImportField {
	return ImportField{"kind", false, append([]string{"kind", "art"}, more...)}
}

func noteField() ImportField {
	return ImportField{"note", false, []string{"note", "memo", "memo/description", "description", "buchungstext", "beschreibung", "notiz", "text"}}
}
