package server

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"
)

// maxDepth is how deep JSON may nest: nothing in the API needs more.
const maxDepth = 16

// unmarshalStrict reads JSON as the API takes it. On top of encoding/json it
// refuses what parsers read differently: names that appear twice, invalid
// UTF-8, data after the value, deep nesting.
func unmarshalStrict(data []byte, v any) error {
	into, generic := v.(*any)
	if !generic {
		return unfit(json.Unmarshal(data, v))
	}
	if !utf8.Valid(data) {
		return errors.New("is not valid UTF-8")
	}
	d := json.NewDecoder(bytes.NewReader(data))
	value, err := strictValue(d, 0, "")
	if err != nil {
		return err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return errors.New("there is something after the end of the JSON value")
	}
	*into = value
	return nil
}

// unfit hides the decoder's words, which name types of Go and the value. What
// comes here has the right form, so only numbers can be beyond their type.
func unfit(err error) error {
	var wrong *json.UnmarshalTypeError
	if errors.As(err, &wrong) {
		return fmt.Errorf("the field %q must be a whole number of at most 18 digits, without exponent", wrong.Field)
	}
	return err
}

func strictValue(d *json.Decoder, depth int, path string) (any, error) {
	token, err := d.Token()
	if err != nil {
		return nil, brokenJSON(err)
	}
	if depth > maxDepth {
		return nil, fmt.Errorf("nests deeper than %d levels", maxDepth)
	}
	switch token {
	case json.Delim('{'):
		return strictObject(d, depth, path)
	case json.Delim('['):
		return strictArray(d, depth, path)
	}
	return token, nil
}

func strictObject(d *json.Decoder, depth int, path string) (any, error) {
	object := map[string]any{}
	for d.More() {
		token, err := d.Token()
		if err != nil {
			return nil, brokenJSON(err)
		}
		name, ok := token.(string)
		if !ok {
			return nil, brokenJSON(nil)
		}
		if _, twice := object[name]; twice {
			return nil, fmt.Errorf("the field %q appears twice", path+name)
		}
		if object[name], err = strictValue(d, depth+1, path+name+"."); err != nil {
			return nil, err
		}
	}
	_, err := d.Token()
	return object, brokenJSON(err)
}

func strictArray(d *json.Decoder, depth int, path string) (any, error) {
	array := []any{}
	for d.More() {
		value, err := strictValue(d, depth+1, path)
		if err != nil {
			return nil, err
		}
		array = append(array, value)
	}
	_, err := d.Token()
	return array, brokenJSON(err)
}

// brokenJSON hides the parser's own words, which quote the input.
func brokenJSON(err error) error {
	var syntax *json.SyntaxError
	switch {
	case errors.As(err, &syntax):
		return fmt.Errorf("is broken JSON near byte %d", syntax.Offset)
	case err != nil:
		return errors.New("is JSON that ends too early")
	}
	return nil
}
