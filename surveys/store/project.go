package store

import (
	"context"
	"fmt"
	"strconv"

	"barometer/surveys"

	"github.com/redis/go-redis/v9"
)

// projectName is the field of a project's hash for its name.
const projectName = "name"

// Project reads a project. NotFound.
func (s *Store) Project(ctx context.Context, id surveys.ProjectID) (surveys.Project, error) {
	shard := id.Shard()
	n, err := s.findNumber(ctx, shard, projectText+string(id))
	if err != nil {
		return surveys.Project{}, fmt.Errorf("read the project: %w", err)
	}
	pipe := s.rdb.Pipeline()
	there, name := pipe.SIsMember(ctx, projectsKey(shard), n), pipe.HGet(ctx, projectKey(shard, n), projectName)
	summary := pipe.HGet(ctx, projectStreamsKey(shard), strconv.Itoa(n))
	if err := exec(ctx, pipe); err != nil {
		return surveys.Project{}, fmt.Errorf("read the project: %w", err)
	}
	if !there.Val() {
		return surveys.Project{}, surveys.Errorf(surveys.NotFound, "there is no such project")
	}
	days := answeredSpan(summary.Val())
	return surveys.Project{ID: id, Name: nameOr(name.Val(), string(id)), First: days.From, Last: days.To}, nil
}

// ProjectNames returns the names of projects; the id where there is no name.
func (s *Store) ProjectNames(ctx context.Context, ids []surveys.ProjectID) (map[surveys.ProjectID]string, error) {
	out := make(map[surveys.ProjectID]string, len(ids))
	if len(ids) == 0 {
		return out, nil
	}
	texts := make([]shardText, len(ids))
	for i, id := range ids {
		texts[i] = shardText{id.Shard(), projectText + string(id)}
	}
	numbers, err := s.findNumbers(ctx, texts)
	if err != nil {
		return nil, fmt.Errorf("names of projects: %w", err)
	}
	pipe := s.rdb.Pipeline()
	found := make([]*redis.StringCmd, len(ids))
	for i, n := range numbers {
		found[i] = pipe.HGet(ctx, projectKey(texts[i].shard, n), projectName)
	}
	if err := exec(ctx, pipe); err != nil {
		return nil, fmt.Errorf("names of projects: %w", err)
	}
	for i, id := range ids {
		out[id] = nameOr(found[i].Val(), string(id))
	}
	return out, nil
}
