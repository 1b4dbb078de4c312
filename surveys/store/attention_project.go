package store

import (
	"context"
	"slices"

	"barometer/surveys"
)

// ofProject leaves the project and the customers with answers in it, in their
// order. NotFound where the project is not there.
func (s *Store) ofProject(ctx context.Context, all []candidate, id surveys.ProjectID) ([]candidate, error) {
	if id == "" {
		return all, nil
	}
	src, err := s.projectSource(ctx, id)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(all, func(c candidate) bool {
		return !slices.ContainsFunc(c.parts, func(p *part) bool { return p.shard == src.shard && p.project == src.project })
	}), nil
}
