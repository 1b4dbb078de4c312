package store

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"math"
	"strings"

	"barometer/surveys"

	"github.com/redis/go-redis/v9"
)

// KnownCustomers returns every customer by id and name, as files name them.
// Persons who are customers themselves are not among them.
func (s *Store) KnownCustomers(ctx context.Context) (surveys.KnownCustomers, error) {
	into, err := s.aliasesNow(ctx)
	if err != nil {
		return surveys.KnownCustomers{}, err
	}
	ids, err := s.customerIDs(ctx)
	if err != nil {
		return surveys.KnownCustomers{}, err
	}
	names, err := s.CustomerNames(ctx, ids)
	return surveys.NewKnownCustomers(names, into), err
}

// KnownProjects returns every project by id and name, as files name them.
func (s *Store) KnownProjects(ctx context.Context) (surveys.KnownProjects, error) {
	all, err := s.ProjectChoices(ctx, math.MaxInt)
	names := make(map[surveys.ProjectID]string, len(all))
	for _, p := range all {
		names[p.ID] = p.Name
	}
	return surveys.NewKnownProjects(names), err
}

// customerIDs are all customers that are no persons: those somebody told
// something of, and those that the shards have numbers for.
func (s *Store) customerIDs(ctx context.Context) ([]surveys.CustomerID, error) {
	pipe := s.rdb.Pipeline()
	told := []*redis.StringSliceCmd{pipe.HKeys(ctx, livesKey()), pipe.HKeys(ctx, namesTextKey(namesOfCustomers))}
	var numbered []*redis.StringSliceCmd
	for shard := range surveys.Shards {
		numbered = append(numbered, pipe.HKeys(ctx, numbersKey(shard)))
	}
	if err := exec(ctx, pipe); err != nil {
		return nil, fmt.Errorf("all customers: %w", err)
	}
	all := map[surveys.CustomerID]bool{}
	for _, cmd := range told {
		for _, id := range cmd.Val() {
			all[surveys.CustomerID(id)] = true
		}
	}
	for _, cmd := range numbered {
		for _, text := range cmd.Val() {
			if id, ok := strings.CutPrefix(text, customerText); ok {
				all[surveys.CustomerID(id)] = true
			}
		}
	}
	maps.DeleteFunc(all, func(id surveys.CustomerID, _ bool) bool { return contactOf(id) != "" })
	out := make([]surveys.CustomerID, 0, len(all))
	for id := range all {
		out = append(out, id)
	}
	return out, nil
}

// BringIn writes rows of a table, each judged by itself: what contradicts what
// is known becomes a mistake and holds up no other row. Safe to repeat.
func (s *Store) BringIn(ctx context.Context, kind surveys.ImportKind, rows []surveys.ImportRow, c surveys.Currency, by surveys.UserID) (out surveys.ImportOutcome, err error) {
	switch kind {
	case surveys.ImportCustomers:
		return s.eachRow(ctx, rows, func(row surveys.ImportRow) (WorthResult, error) { return s.bringCustomer(ctx, row, by) })
	case surveys.ImportContacts:
		return s.eachRow(ctx, rows, func(row surveys.ImportRow) (WorthResult, error) { return s.PutContact(ctx, row.Contact, row.Customer) })
	case surveys.ImportDays:
		return s.eachRow(ctx, rows, func(row surveys.ImportRow) (WorthResult, error) { return s.bringDay(ctx, row.Day, by) })
	}
	entries := make([]surveys.WorthEntry, len(rows))
	for i, row := range rows {
		entries[i] = row.Entry
	}
	results, err := s.KeepWorth(ctx, entries, c)
	for _, r := range results {
		countRow(&out, r)
	}
	return out, err
}

func (s *Store) eachRow(ctx context.Context, rows []surveys.ImportRow, bring func(surveys.ImportRow) (WorthResult, error)) (out surveys.ImportOutcome, err error) {
	for _, row := range rows {
		result, err := bring(row)
		var wrong *surveys.Error
		switch {
		case errors.As(err, &wrong) && len(wrong.Fields) > 0:
			for _, f := range wrong.Fields {
				out.Mistakes = append(out.Mistakes, surveys.ImportMistake{Line: row.Line, Field: f.Field, Text: f.Message, Phrase: f.Phrase})
			}
		case wrong != nil && wrong.Code != surveys.Internal && wrong.Code != surveys.Unavailable:
			out.Mistakes = append(out.Mistakes, surveys.ImportMistake{Line: row.Line, Field: "row", Text: wrong.Message, Phrase: wrong.Phrase})
		case err != nil:
			return out, err
		default:
			countRow(&out, result)
		}
	}
	return out, ctx.Err()
}

func countRow(out *surveys.ImportOutcome, r WorthResult) {
	switch r {
	case WorthCreated:
		out.New++
	case WorthReplaced:
		out.Changed++
	default:
		out.Same++
	}
}

func (s *Store) bringCustomer(ctx context.Context, row surveys.ImportRow, by surveys.UserID) (WorthResult, error) {
	before, err := s.customerText(ctx, row.Customer)
	if err != nil {
		return "", err
	}
	row.Patch.By = by
	if _, err := s.PutCustomer(ctx, row.Customer, row.Patch); err != nil {
		return "", err
	}
	after, err := s.customerText(ctx, row.Customer)
	return becameOf(before, after), err
}

// customerText is all that a table of customers can change, to tell a change.
func (s *Store) customerText(ctx context.Context, id surveys.CustomerID) (string, error) {
	id, err := s.Canonical(ctx, id)
	if err != nil {
		return "", err
	}
	pipe := s.rdb.Pipeline()
	fields := pipe.HMGet(ctx, customerKey(id), customerID, customerName)
	life, steps := pipe.HGet(ctx, livesKey(), string(id)), pipe.HGet(ctx, lifeStepsKey(), string(id))
	if err := exec(ctx, pipe); err != nil {
		return "", fmt.Errorf("read a customer: %w", err)
	}
	there, _ := fields.Val()[0].(string)
	name, _ := fields.Val()[1].(string)
	if there == "" {
		return "", nil
	}
	return cmp.Or(name, "-") + "\x1f" + life.Val() + "\x1f" + steps.Val(), nil
}

func becameOf(before, after string) WorthResult {
	switch before {
	case "":
		return WorthCreated
	case after:
		return WorthUnchanged
	}
	return WorthReplaced
}

// PutContact keeps what is told of a person, and makes it where it is new; what
// is left out stays. Without a customer a new one is a customer itself. Invalid
// for somebody who was erased. Safe to repeat.
func (s *Store) PutContact(ctx context.Context, c surveys.Contact, at surveys.CustomerID) (WorthResult, error) {
	at, err := s.Canonical(ctx, at)
	if err != nil {
		return "", err
	}
	own := surveys.CustomerID(contactCustomer) + surveys.CustomerID(c.ID)
	c.Customer = at
	fields := profile(c)
	if c.Tie != "" {
		fields = append(fields, contactTie, string(c.Tie))
	}
	code, err := s.run(ctx, "put_contact", []string{contactKey(c.ID)}, append([]any{string(own)}, fields...)...).Int()
	if err != nil {
		return "", fmt.Errorf("keep a contact: %w", err)
	}
	if code == 0 {
		return "", surveys.InvalidField("email", "is of somebody who was erased")
	}
	if err := s.placeContact(ctx, c, own); err != nil {
		return "", err
	}
	return map[int]WorthResult{1: WorthCreated, 2: WorthReplaced}[code], nil
}

// placeContact puts a contact among those of its customer, and into the index.
func (s *Store) placeContact(ctx context.Context, c surveys.Contact, own surveys.CustomerID) error {
	kept, err := s.Contact(ctx, c.ID)
	if err != nil {
		return err
	}
	fields := []any{customerID, string(kept.Customer)}
	if kept.Customer == own {
		local, _, _ := strings.Cut(kept.Address, "@")
		fields = append(fields, customerName, cmp.Or(kept.Name, local))
	}
	pipe := s.rdb.Pipeline()
	pipe.HSet(ctx, customerKey(kept.Customer), fields...)
	pipe.SAdd(ctx, customerContactsKey(kept.Customer), string(kept.ID))
	if _, err := pipe.Exec(ctx); err != nil {
		return fmt.Errorf("place a contact: %w", err)
	}
	return s.NameContact(ctx, kept)
}

// bringDay keeps a special day by its own id.
func (s *Store) bringDay(ctx context.Context, d surveys.SpecialDay, by surveys.UserID) (WorthResult, error) {
	if _, err := s.Customer(ctx, d.Customer); err != nil {
		return "", err
	}
	_, err := s.SpecialDay(ctx, d.Customer.Key(), d.ID)
	if err == nil {
		return WorthUnchanged, nil // the id is made of all that it says
	}
	if surveys.CodeOf(err) != surveys.NotFound {
		return "", err
	}
	d.By = by
	return WorthCreated, s.putDay(ctx, d, nil, surveys.CustomerNote{})
}
