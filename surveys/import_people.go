package surveys

import (
	"strconv"
	"strings"
)

// KnownCustomers finds customers by what a file calls them.
type KnownCustomers struct {
	ids   map[string]CustomerID
	names map[string]CustomerID // in small letters; empty where several are called so
}

// NewKnownCustomers knows customers by id and name; those that became another
// lead to it by their ids only.
func NewKnownCustomers(names map[CustomerID]string, became map[CustomerID]CustomerID) KnownCustomers {
	k := KnownCustomers{ids: make(map[string]CustomerID, len(names)), names: make(map[string]CustomerID, len(names))}
	for old, id := range became {
		k.ids[string(old)] = id
	}
	for id, name := range names {
		if _, other := became[id]; other {
			continue
		}
		k.ids[string(id)] = id
		name = strings.ToLower(strings.TrimSpace(name))
		if _, twice := k.names[name]; twice {
			k.names[name] = ""
			continue
		}
		k.names[name] = id
	}
	return k
}

// Find returns the customer with the id, or the only one with the name; else
// the text is the id of a new one.
func (k KnownCustomers) Find(text string) (id CustomerID, known bool) {
	if id, ok := k.ids[text]; ok {
		return id, true
	}
	if id := k.names[strings.ToLower(text)]; id != "" {
		return id, true
	}
	return CustomerID(text), false
}

// several reports whether more than one customer is called so.
func (k KnownCustomers) several(text string) bool {
	id, there := k.names[strings.ToLower(text)]
	return there && id == ""
}

// stageOf knows the words that programs use for stages; whatever a lead is
// called before it pays is a prospect.
func stageOf(text string) (Stage, bool) {
	switch word := plainHeading(text); word {
	case "prospect", "lead", "subscriber", "marketingqualifiedlead", "mql", "salesqualifiedlead", "sql", "opportunity", "interessent":
		return Prospect, true
	case "onboarding", "implementation", "einführung":
		return Onboarding, true
	case "active", "customer", "evangelist", "client", "aktiv", "kunde", "bestandskunde":
		return Active, true
	case "paused", "onhold", "pausiert":
		return OnPause, true
	case "atrisk", "gefährdet":
		return AtRisk, true
	case "lost", "churned", "former", "formercustomer", "cancelled", "inactive", "verloren", "ehemalig", "ehemaligerkunde", "gekündigt":
		return Lost, true
	case "wonback", "returned", "zurückgewonnen":
		return WonBack, true
	}
	return "", false
}

func (r *importReader) customer(out *ImportRow) {
	id, name := r.cell("id"), r.cell("name")
	if id != "" {
		_, known := r.house.Customers.ids[id]
		out.Customer, out.New = CustomerID(id), !known
		r.check(CheckCustomerID("id", out.Customer))
	} else if name == "" {
		r.wrong.Add("id", "or name is needed")
		return
	} else {
		r.whom(out, name)
	}
	r.once("id", string(out.Customer))
	out.Patch = CustomerPatch{Reason: r.cell("reason"), WonOn: r.optionalDay("won_on"), LostOn: r.optionalDay("lost_on"), Attributes: r.attributes()}
	if name != "" {
		out.Patch.Name = &name
	}
	if text := r.cell("stage"); text != "" {
		stage, ok := stageOf(text)
		if out.Patch.Stage = &stage; !ok {
			r.wrong.Add("stage", "must be one of %s, or a word for one", join(Stages()))
		}
	}
	r.check(out.Patch.Check(r.house.Today))
}

// attributes are those that the row says; an empty cell leaves one as it is.
func (r *importReader) attributes() map[string]*string {
	out := map[string]*string{}
	for _, name := range sortedKeys(r.plan.Columns) {
		key, attribute := strings.CutPrefix(name, AttributePrefix)
		if value := r.cell(name); attribute && value != "" {
			out[key] = &value
		}
	}
	return out
}

func (r *importReader) contact(out *ImportRow) {
	address, problem := r.house.Address(r.cell("email"))
	if problem != "" {
		r.wrong.Add("email", "%s", problem)
		return
	}
	name := r.cell("name")
	if name == "" {
		name = r.fullName()
	}
	out.Contact = Contact{ID: NewContactID(address), Address: address, Name: name,
		Language: r.cell("language"), TimeZone: r.cell("time_zone"), Role: r.role()}
	r.once("email", address)
	if place := r.cell("customer"); place != "" {
		r.whom(out, place)
	}
	if tie := r.cell("tie"); tie != "" {
		user, ok := FindUser(r.house.Team, tie)
		if out.Contact.Tie = user.ID; !ok {
			r.wrong.Add("tie", "must be somebody on the team, by address or name")
		}
	}
	var p Problems
	out.Contact.check(&p, "")
	r.check(p.Err())
}

func (r *importReader) role() Role {
	text := r.cell("role")
	switch word := plainHeading(text); word {
	case "decisionmaker", "budgetholder", "entscheider", "entscheiderin":
		return DecisionMaker
	case "champion", "fürsprecher", "fürsprecherin":
		return Champion
	case "user", "enduser", "anwender", "anwenderin", "nutzer":
		return EndUser
	}
	return Role(text) // which says what is wrong with it
}

func (r *importReader) day(out *ImportRow) {
	r.whom(out, r.cell("customer"))
	if out.New {
		r.wrong.Add("customer", "is not known: bring in customers first")
	}
	day, problem := r.importDay(r.cell("date"))
	if problem != "" {
		r.wrong.Add("date", "%s", problem)
		return
	}
	out.Day = SpecialDay{Customer: out.Customer, Date: day, Note: r.cell("note"), Kind: r.dayKind(), Yearly: isYes(r.cell("yearly"))}
	if text := r.cell("remind_days_before"); text != "" {
		n, err := strconv.Atoi(text)
		if out.Day.Before = n; err != nil {
			r.wrong.Add("remind_days_before", "must be a whole number")
		}
	}
	// Two days of a sort are told apart by date and note only.
	out.Day.ID = "row-" + r.content()
	r.once("date", out.Day.ID)
	r.check(out.Day.Check())
}

func (r *importReader) dayKind() DayKind {
	switch text := r.cell("kind"); plainHeading(text) {
	case "":
		if r.cell("note") == "" {
			return DayRenewal
		}
		return DayOther
	case "renewal", "verlängerung", "contractrenewal":
		return DayRenewal
	case "anniversary", "birthday", "jubiläum", "jahrestag", "geburtstag":
		return DayAnniversary
	case "other", "sonstiges", "andere":
		return DayOther
	default:
		return DayKind(text)
	}
}

func isYes(text string) bool {
	switch strings.ToLower(text) {
	case "yes", "y", "true", "1", "x", "ja":
		return true
	}
	return false
}
