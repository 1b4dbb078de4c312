package templates

import "slices"

// Webhooks is who is told of events by HTTP.
type Webhooks struct {
	Layout
	Rows   []WebhookRow
	Events []string // that can be chosen
	Form   WebhookForm
	Secret string // of the one that was just made; shown once
}

func (Webhooks) name() string { return "webhooks" }

// WebhookRow is a webhook in the list.
type WebhookRow struct {
	Address, Name, URL, Events string
	Paused                     bool
}

// WebhookForm is what was typed for a new one.
type WebhookForm struct {
	Name, URL string
	Events    []string
	Errors    map[string]string
}

// Chosen reports whether the event was ticked.
func (f WebhookForm) Chosen(event string) bool { return slices.Contains(f.Events, event) }

// WebhookPage is one webhook with its deliveries.
type WebhookPage struct {
	Layout
	Heading, URL, Events, Address string
	Paused                        bool
	Deliveries                    []DeliveryRow
}

func (WebhookPage) name() string { return "webhook" }

// DeliveryRow is one event on its way.
type DeliveryRow struct {
	Event, When, State, Class, Next, Body, Again string
	Tries                                        []string
}
