package page

import (
	"context"
	"errors"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"
)

// What ReadForm and the address itself can be refused for.
var (
	ErrNotUTF8      = errors.New("文字编码有误，请重新输入")
	ErrControlChars = errors.New("含有看不见的控制字符，请删去后重新输入")
)

// FieldError is one sentence beside one field. Field "" stands in the summary only.
type FieldError struct {
	Field string
	Text  string
}

// Form is what was typed and what was wrong with it. The zero Form is an empty form.
type Form struct {
	Values url.Values
	Errors []FieldError

	places map[string]place // of the refused fields drawn so far
}

// place is where on the page a refused field stands.
type place struct {
	label string // in the reader's language
	id    string // of the control a link leads to
}

// ReadForm reads a posted form, plain or multipart, keeping up to 8 MiB of files in memory and the rest on disk.
// A value the house cannot keep (not UTF-8, NUL, other control characters, text-direction overrides) becomes a
// FieldError; line ends become "\n". The error is a problem to return from the handler: too large, or no form.
func ReadForm(r *http.Request) (*Form, error) {
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	var err error
	if kind == "multipart/form-data" {
		err = r.ParseMultipartForm(8 << 20)
	} else {
		err = r.ParseForm()
	}
	if err != nil {
		if tooLarge := new(http.MaxBytesError); errors.As(err, &tooLarge) {
			return nil, ErrTooLarge
		}
		return nil, ErrBadRequest
	}
	return newForm(r.PostForm), nil
}

// Filled is a form with values in it: Filled("q", "公开").
func Filled(nameAndValue ...string) *Form {
	f := &Form{}
	for i := 0; i+1 < len(nameAndValue); i += 2 {
		f.Set(nameAndValue[i], nameAndValue[i+1])
	}
	return f
}

// QueryForm is the form of a GET page, such as a search.
func QueryForm(r *http.Request) *Form { return newForm(r.URL.Query()) }

func newForm(values url.Values) *Form {
	f := &Form{Values: url.Values{}}
	names := make([]string, 0, len(values))
	for name := range values {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		for _, value := range values[name] {
			value = strings.ReplaceAll(value, "\r\n", "\n")
			if err := CheckText(value); err != nil {
				f.Fail(name, err.Error())
				value = strings.Map(keepable, strings.ToValidUTF8(value, ""))
			}
			f.Values.Add(name, value)
		}
	}
	return f
}

// CheckText refuses text that no page, file or database of ours should hold: ErrNotUTF8, ErrControlChars.
// Rare characters of any plane pass.
func CheckText(s string) error {
	if !utf8.ValidString(s) {
		return ErrNotUTF8
	}
	for _, c := range s {
		if keepable(c) < 0 {
			return ErrControlChars
		}
	}
	return nil
}

// keepable drops C0 and C1 controls except tab and line ends, direction overrides and isolates, and zero-width
// characters, which make two different titles look the same. U+200C and U+200D stay: Uyghur and Tibetan names
// on official papers need joiners.
func keepable(c rune) rune {
	switch {
	case c == '\t', c == '\n', c == '\r':
		return c
	case c < 0x20, c >= 0x7f && c < 0xa0,
		c >= 0x202a && c <= 0x202e, c >= 0x2066 && c <= 0x2069, c == 0x200e, c == 0x200f,
		c == 0x200b, c == 0x2060, c == 0xfeff,
		c >= 0xfff9 && c <= 0xfffb, c&0xfffe == 0xfffe:
		return -1
	}
	return c
}

// Get is the first value typed, without surrounding space (the full-width one too).
func (f *Form) Get(name string) string {
	if f == nil {
		return ""
	}
	return strings.TrimSpace(f.Values.Get(name))
}

// Set puts a value as if it had been typed: for a form opened on something that exists already.
func (f *Form) Set(name string, values ...string) {
	if f.Values == nil {
		f.Values = url.Values{}
	}
	f.Values[name] = values
}

// Has says whether the value is among those chosen, as of checkboxes.
func (f *Form) Has(name, value string) bool {
	return f != nil && slices.Contains(f.Values[name], value)
}

// Date joins the three parts of a DateInput into 2017-06-30; "" when all are empty. It does not judge: 2017-2-31
// comes back as 2017-02-31 for the calendar to refuse. One part typed as a whole date is taken as it is.
func (f *Form) Date(name string) string {
	y, m, d := f.Get(name+"-year"), f.Get(name+"-month"), f.Get(name+"-day")
	if y == "" && m == "" && d == "" {
		return f.Get(name)
	}
	if m == "" && d == "" {
		return y
	}
	pad := func(s string) string {
		if len(s) == 1 {
			return "0" + s
		}
		return s
	}
	return y + "-" + pad(m) + "-" + pad(d)
}

// SetDate fills a DateInput from 2017-06-30; anything else stands in the year's box for the reader to mend.
func (f *Form) SetDate(name, day string) {
	parts := strings.Split(day, "-")
	if len(parts) != 3 {
		parts = []string{day, "", ""}
	}
	f.Set(name+"-year", parts[0])
	f.Set(name+"-month", strings.TrimPrefix(parts[1], "0"))
	f.Set(name+"-day", strings.TrimPrefix(parts[2], "0"))
}

// Fail puts a sentence beside a field; "" for the form as a whole.
func (f *Form) Fail(field, sentence string) {
	f.Errors = append(f.Errors, FieldError{Field: field, Text: sentence})
}

// Require fails each named field left empty, with the sentence it is paired with: Require("title", "请填写名称").
func (f *Form) Require(nameAndSentence ...string) {
	for i := 0; i+1 < len(nameAndSentence); i += 2 {
		if f.Get(nameAndSentence[i]) == "" && f.Date(nameAndSentence[i]) == "" {
			f.Fail(nameAndSentence[i], nameAndSentence[i+1])
		}
	}
}

// Refuse puts a refusal of an act beside its field and answers true. False: not a refusal the table knows, or one
// that is no matter of a field (not found, forbidden …): return it from the handler.
//
// Of an act that refuses several things at once (errors.Join) each stands beside its own field; a field keeps the
// sentence it has.
func (f *Form) Refuse(ctx context.Context, err error) bool {
	rows := make([]Refusal, 0, 1)
	for _, one := range joined(err) {
		row, ok := Explain(ctx, one)
		if !ok || row.Status != http.StatusUnprocessableEntity {
			if row, ok = Explain(ctx, err); !ok || row.Status != http.StatusUnprocessableEntity {
				return false
			}
			rows = []Refusal{row}
			break
		}
		rows = append(rows, row)
	}
	for _, row := range rows {
		if row.Field == "" || f.Error(row.Field) == "" {
			f.Fail(row.Field, row.Err.Error())
		}
	}
	return true
}

// joined is the errors that were joined in err; err itself if none were.
func joined(err error) []error {
	for e := err; e != nil; e = errors.Unwrap(e) {
		if many, ok := e.(interface{ Unwrap() []error }); ok {
			var list []error
			for _, one := range many.Unwrap() {
				list = append(list, joined(one)...)
			}
			return list
		}
	}
	return []error{err}
}

// OK says nothing is wrong so far.
func (f *Form) OK() bool { return f == nil || len(f.Errors) == 0 }

// Error is the first sentence beside the field, or "".
func (f *Form) Error(field string) string {
	if f == nil {
		return ""
	}
	for _, e := range f.Errors {
		if e.Field == field {
			return e.Text
		}
	}
	return ""
}

// drawn keeps where a refused field stands, for the summary.
func (f *Form) drawn(field, label, id string) {
	if f.Error(field) == "" || label == "" {
		return
	}
	if f.places == nil {
		f.places = map[string]place{}
	}
	f.places[field] = place{label, id}
}

// isDrawn says whether the page has the refused field.
func (f *Form) isDrawn(field string) bool { return f.places[field].label != "" }

// summary is the sentence of an error away from its field: with the field's label before it, unless the sentence
// names the field.
func (f *Form) summary(ctx context.Context, e FieldError) string {
	sentence, label := T(ctx, e.Text), strings.TrimRight(f.places[e.Field].label, "：:？?")
	if label == "" || strings.Contains(bare(sentence), bare(label)) {
		return sentence
	}
	if LanguageOf(ctx) == English {
		return label + ": " + sentence
	}
	return label + "：" + sentence
}

// bare is words as they are compared: 废止或者失效的日期 names 废止或者失效日期.
func bare(words string) string {
	return strings.ToLower(strings.NewReplacer("的", "", "“", "", "”", "").Replace(words))
}
