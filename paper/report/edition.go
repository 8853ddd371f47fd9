package report

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"

	"gongkai/figures/annual"
	"gongkai/figures/check"
	"gongkai/law/form"
	"gongkai/paper/declared"
)

// ErrForm is an edition whose form the program does not know.
var ErrForm = errors.New("没有这种统计表格式")

// JSON is the edition in its canonical bytes: members in the order of their
// declaration, one to a line. What they decode to encodes to them again, so the
// hash of an edition read from its bytes is that of the bytes.
func JSON(e annual.Edition) ([]byte, error) {
	b, err := json.MarshalIndent(e, "", " ")
	if err != nil {
		return nil, fmt.Errorf("edition: %w", err)
	}
	return append(b, '\n'), nil
}

// Parse reads what [JSON] wrote.
func Parse(text []byte) (annual.Edition, error) {
	var e annual.Edition
	if err := json.Unmarshal(text, &e); err != nil {
		return annual.Edition{}, fmt.Errorf("edition: %w", err)
	}
	return e, nil
}

// Hash is the SHA-256 of the edition's [JSON], in hexadecimal digits.
func Hash(e annual.Edition) (string, error) {
	text, err := JSON(e)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:]), nil
}

// Table is the statutory table of the edition, to be checked or written. It
// fails with [ErrForm].
func Table(e annual.Edition) (*check.Table, error) {
	f := form.ByCode(e.Form)
	if f == nil {
		return nil, fmt.Errorf("“%s”：%w", e.Form, ErrForm)
	}
	t := annual.Table(f, e.Year, e.Name, e.Figures)
	for at, c := range t.Cells {
		// A change downwards is printed with its sign, and read so again.
		if c.Value < 0 {
			c.Signed = true
			t.Cells[at] = c
		}
	}
	return t, nil
}

// Declared is the statutory table as JSON in the shape of tables handed in,
// which paper/declared reads.
func Declared(e annual.Edition) ([]byte, error) {
	t, err := Table(e)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := declared.WriteJSON(&b, t); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}
