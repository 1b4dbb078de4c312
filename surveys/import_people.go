package surveys

import (
	"slices"
	"strconv"
	"strings"
)

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
	case "other", "sonstige", "sonstiges": // says nothing of it
		return "", true
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
	out.Patch = CustomerPatch{Reason: r.cell("reason"), Since: r.optionalDay("since"), WonOn: r.optionalDay("won_on"), LostOn: r.optionalDay("lost_on"), Attributes: r.attributes()}
	if name != "" {
		out.Patch.Name = &name
	}
	if text := r.cell("stage"); text != "" {
		stage, ok := stageOf(text)
		if stage != "" {
			out.Patch.Stage = &stage
		}
		if !ok {
			r.wrong.Add("stage", "must be one of %s, or a word for one", CodesOf("life_stage_", Stages()))
		}
	}
	r.check(out.Patch.Check(r.house.Today))
	r.onceAtATime(out)
}

// onceAtATime refuses a second row of a customer, unless it is of a later time:
// then the ones before say when theirs ended.
func (r *importReader) onceAtATime(out *ImportRow) {
	id, won := string(out.Customer), out.Patch.WonOn
	again := out.Patch.Stage != nil && *out.Patch.Stage == Prospect
	line, twice := r.lines[id]
	if ended := r.ended[out.Customer]; twice && (ended == 0 || won == nil && !again || won != nil && *won < ended) {
		r.wrong.Add("id", "stands in line %d already; of several times as a customer the oldest comes first, with won_on and lost_on", line)
		return
	}
	r.lines[id], r.ended[out.Customer] = r.row.Line, valueOr(out.Patch.LostOn, 0)
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
		if first, _, several := strings.Cut(place, ";"); several && !r.house.Customers.knows(place) {
			place = strings.TrimSpace(first) // HubSpot writes all, the primary one first
		}
		r.whom(out, place)
	}
	if tie := r.cell("tie"); tie != "" {
		user, ok := FindUser(r.house.Team, tie)
		if out.Contact.Tie = user.ID; !ok {
			r.warned.Add("tie", "is nobody on the team, by address or name, and is left out")
		}
	}
	r.checkContact(&out.Contact)
}

// checkContact leaves out what programs say of a person in words that mean
// nothing here; it is no reason to leave out the person.
func (r *importReader) checkContact(c *Contact) {
	if !slices.Contains([]Role{"", DecisionMaker, Champion, EndUser}, c.Role) {
		r.warned.Add("role", "is none of decision_maker, champion and user, and is left out")
		c.Role = ""
	}
	var p Problems
	c.check(&p, "")
	r.check(p.Err())
}

func (r *importReader) role() Role {
	text, _, _ := strings.Cut(r.cell("role"), ";") // HubSpot writes several
	switch word := plainHeading(text); word {
	case "decisionmaker", "budgetholder", "executivesponsor", "entscheider", "entscheiderin":
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
