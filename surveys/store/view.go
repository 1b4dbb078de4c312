package store

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"barometer/surveys"
)

// keptView is a view as it lies in Redis.
type keptView struct {
	Name    string `json:"name"`
	Address string `json:"address"`
	Owner   string `json:"owner"`
	Shared  bool   `json:"shared,omitempty"`
}

// Views returns those that a person may see, by name.
func (s *Store) Views(ctx context.Context, who surveys.UserID) ([]surveys.View, error) {
	all, err := s.rdb.HGetAll(ctx, viewsKey()).Result()
	if err != nil {
		return nil, fmt.Errorf("saved views: %w", err)
	}
	var out []surveys.View
	for id, text := range all {
		v, err := readView(id, text)
		if err != nil {
			return nil, err
		}
		if v.VisibleTo(who) {
			out = append(out, v)
		}
	}
	slices.SortFunc(out, func(a, b surveys.View) int {
		return cmp.Or(strings.Compare(fold(a.Name), fold(b.Name)), strings.Compare(string(a.ID), string(b.ID)))
	})
	return out, nil
}

// View reads one. NotFound.
func (s *Store) View(ctx context.Context, id surveys.ViewID) (surveys.View, error) {
	text, err := s.rdb.HGet(ctx, viewsKey(), string(id)).Result()
	if isNil(err) {
		return surveys.View{}, surveys.Errorf(surveys.NotFound, "there is no such view")
	}
	if err != nil {
		return surveys.View{}, fmt.Errorf("saved view: %w", err)
	}
	return readView(string(id), text)
}

func readView(id, text string) (surveys.View, error) {
	var k keptView
	if err := json.Unmarshal([]byte(text), &k); err != nil {
		return surveys.View{}, fmt.Errorf("saved view %s: %w", id, err)
	}
	return surveys.View{ID: surveys.ViewID(id), Name: k.Name, Address: k.Address, Owner: surveys.UserID(k.Owner), Shared: k.Shared}, nil
}

// SaveView keeps a view, new or changed. Conflict where there are as many as
// there may be.
func (s *Store) SaveView(ctx context.Context, v surveys.View) error {
	text, err := json.Marshal(keptView{v.Name, v.Address, string(v.Owner), v.Shared})
	if err != nil {
		return fmt.Errorf("save a view: %w", err)
	}
	kept, err := s.run(ctx, "put_some", []string{viewsKey()}, string(v.ID), text, surveys.MaxViews).Bool()
	if err != nil {
		return fmt.Errorf("save a view: %w", err)
	}
	if !kept {
		return surveys.Errorf(surveys.Conflict, "there are %d saved views already; remove one first", surveys.MaxViews)
	}
	return nil
}

// RemoveView forgets a view. Safe to repeat.
func (s *Store) RemoveView(ctx context.Context, id surveys.ViewID) error {
	if err := s.rdb.HDel(ctx, viewsKey(), string(id)).Err(); err != nil {
		return fmt.Errorf("remove a view: %w", err)
	}
	return nil
}
