package templates

// retentionAddress is the first page of the section for people who may not see
// money.
const retentionAddress = "/retention"

// keeping are the pages about keeping customers, in their order: the id of what
// each is called, and its address.
func keeping() []Link {
	return []Link{
		{Text: "worth_chip", Address: WorthSection().Address},
		{Text: "worth_chip_retention", Address: retentionAddress},
		{Text: "worth_chip_leavers", Address: "/leavers"},
		{Text: "worth_chip_relations", Address: "/relations"},
		{Text: "worth_chip_founders", Address: "/founders"},
		{Text: "worth_chip_advocates", Address: "/advocates"},
		{Text: "reports_chip", Address: "/reports"},
	}
}

// KeepingLinks leads from one page about keeping customers to the others; here
// is the address of the present one. Worth is left out for people who may not
// see money.
func KeepingLinks(l Layout, here string) []Link {
	var out []Link
	for _, link := range keeping() {
		if link.Address == WorthSection().Address && !l.Money {
			continue
		}
		out = append(out, Link{Text: l.Clock.Words.Text(link.Text), Address: link.Address, Current: link.Address == here})
	}
	return out
}
