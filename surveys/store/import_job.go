package store

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"time"

	"barometer/surveys"
)

// How long files of imports are kept, and how many imports are remembered.
const (
	importFileFor    = 24 * time.Hour
	importRefusedFor = 7 * 24 * time.Hour
	mostImports      = 50
)

// KeepImport keeps an import with its file, and forgets the oldest.
func (s *Store) KeepImport(ctx context.Context, j surveys.ImportJob, file []byte) error {
	packed, err := pack(file)
	if err != nil {
		return err
	}
	text, err := json.Marshal(j)
	if err != nil {
		return fmt.Errorf("keep an import: %w", err)
	}
	all, err := s.ImportJobs(ctx)
	if err != nil {
		return err
	}
	pipe := s.rdb.TxPipeline()
	pipe.Set(ctx, importFileKey(j.ID), packed, importFileFor)
	pipe.HSet(ctx, importsKey(), j.ID, text)
	for _, old := range all[min(len(all), mostImports-1):] {
		pipe.HDel(ctx, importsKey(), old.ID)
		pipe.Del(ctx, importFileKey(old.ID), importRefusedKey(old.ID))
	}
	if _, err := pipe.Exec(ctx); err != nil {
		return fmt.Errorf("keep an import: %w", err)
	}
	return nil
}

// ImportJobs returns the imports, the newest first.
func (s *Store) ImportJobs(ctx context.Context) ([]surveys.ImportJob, error) {
	return readNewest(ctx, s.rdb, "imports", importsKey(), func(j surveys.ImportJob) (time.Time, string) { return j.At, j.ID })
}

// ImportJob reads one import. NotFound.
func (s *Store) ImportJob(ctx context.Context, id string) (surveys.ImportJob, error) {
	j, _, err := s.readImport(ctx, id)
	return j, err
}

func (s *Store) readImport(ctx context.Context, id string) (j surveys.ImportJob, was string, err error) {
	was, err = s.rdb.HGet(ctx, importsKey(), id).Result()
	if isNil(err) {
		return j, "", surveys.Errorf(surveys.NotFound, "there is no such import any more")
	}
	if err == nil {
		err = json.Unmarshal([]byte(was), &j)
	}
	if err != nil {
		return j, "", fmt.Errorf("import: %w", err)
	}
	return j, was, nil
}

// importTries is how often a change of an import is tried that others overtake.
const importTries = 10

// ChangeImport changes an import; change may refuse with an error. NotFound.
func (s *Store) ChangeImport(ctx context.Context, id string, change func(surveys.ImportJob) (surveys.ImportJob, error)) (surveys.ImportJob, error) {
	for range importTries {
		before, was, err := s.readImport(ctx, id)
		if err != nil {
			return before, err
		}
		after, err := change(before)
		if err != nil {
			return before, err
		}
		is, err := json.Marshal(after)
		if err != nil {
			return before, fmt.Errorf("change an import: %w", err)
		}
		done, err := s.run(ctx, "swap", []string{importsKey()}, id, was, string(is)).Bool()
		if err != nil {
			return before, fmt.Errorf("change an import: %w", err)
		}
		if done {
			return after, nil
		}
	}
	return surveys.ImportJob{}, surveys.Errorf(surveys.Unavailable, "too much is happening at once; please try again")
}

// ImportFile returns the file of an import. Expired where it is gone.
func (s *Store) ImportFile(ctx context.Context, id string) ([]byte, error) {
	return s.unpack(ctx, importFileKey(id), surveys.Phrasef("the file is not kept any more; please bring it up again"))
}

// KeepRefused keeps the rows that an import refused, as a file.
func (s *Store) KeepRefused(ctx context.Context, id string, file []byte) error {
	packed, err := pack(file)
	if err == nil {
		err = s.rdb.Set(ctx, importRefusedKey(id), packed, importRefusedFor).Err()
	}
	if err != nil {
		return fmt.Errorf("keep refused rows: %w", err)
	}
	return nil
}

// RefusedFile returns them. Expired where they are gone, or there are none.
func (s *Store) RefusedFile(ctx context.Context, id string) ([]byte, error) {
	return s.unpack(ctx, importRefusedKey(id), surveys.Phrasef("the rows that were refused are not kept any more"))
}

// dropImportFiles forgets the files of all imports, in which somebody may stand
// who is erased.
func (s *Store) dropImportFiles(ctx context.Context) error {
	all, err := s.ImportJobs(ctx)
	if err != nil || len(all) == 0 {
		return err
	}
	var keys []string
	for _, j := range all {
		keys = append(keys, importFileKey(j.ID), importRefusedKey(j.ID))
	}
	if err := s.rdb.Del(ctx, keys...).Err(); err != nil {
		return fmt.Errorf("forget files of imports: %w", err)
	}
	return nil
}

func pack(file []byte) ([]byte, error) {
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	if _, err := w.Write(file); err != nil {
		return nil, err
	}
	err := w.Close()
	return out.Bytes(), err
}

func (s *Store) unpack(ctx context.Context, key string, missing *surveys.Phrase) ([]byte, error) {
	packed, err := s.rdb.Get(ctx, key).Bytes()
	if isNil(err) {
		return nil, surveys.Errorf(surveys.Expired, "%s", missing)
	}
	if err != nil {
		return nil, fmt.Errorf("read a file: %w", err)
	}
	r, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, fmt.Errorf("read a file: %w", err)
	}
	return io.ReadAll(r)
}
