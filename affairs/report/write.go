package report

import (
	"maps"
	"slices"
	"strings"
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/law/calendar"
	"gongkai/law/form"
)

// Start begins the report of a year that has ended, on the form that follows
// the year unless another is named. parts is a first text. Errors: [ErrYear],
// [ErrForm] and those of the text.
func Start(in agency.Code, year int, code string, level bool, parts []Part, by account.Login, at time.Time) (Report, journal.Entry, error) {
	f := form.Of(year)
	if code != "" {
		f = form.ByCode(code)
	}
	if f == nil {
		return Report{}, journal.Entry{}, ErrForm
	}
	if year >= calendar.On(at).Year() {
		return Report{}, journal.Entry{}, ErrYear
	}
	r := Report{Agency: in, Year: year, Form: f.Code, Level: level, DueOn: Due(year, level)}
	to, err := r.after(journal.ReportStart)
	if err != nil {
		return Report{}, journal.Entry{}, err
	}
	r.State = to
	if r.Parts, err = checked(parts); err != nil {
		return Report{}, journal.Entry{}, err
	}
	return r, r.entry(journal.ReportStart, by, at, f.Code), nil
}

// Due is the last day for the report of a year: 31 January for an agency's, 31
// March for a level's (2019 edition art. 49, 50); until the year 2018, 31 March
// for everybody (2008 edition art. 31).
func Due(year int, level bool) calendar.Day {
	month := time.March
	if year >= 2019 && !level {
		month = time.January
	}
	return calendar.Date(year+1, month, 31)
}

// Write sets the text. Errors: [ErrState], [ErrParts], [ErrHeading], [ErrText],
// [ErrUnchanged].
func Write(r Report, parts []Part, by account.Login, at time.Time) (Report, journal.Entry, error) {
	if _, err := r.after(journal.ReportWrite); err != nil {
		return r, journal.Entry{}, err
	}
	parts, err := checked(parts)
	if err != nil {
		return r, journal.Entry{}, err
	}
	if same(parts, r.Parts) {
		return r, journal.Entry{}, ErrUnchanged
	}
	r.Parts = parts
	return r, r.entry(journal.ReportWrite, by, at, ""), nil
}

func checked(parts []Part) ([]Part, error) {
	if len(parts) == 0 {
		return nil, ErrParts
	}
	list := make([]Part, len(parts))
	for i, p := range parts {
		heading, err := block(p.Heading, maxHeading, ErrHeading)
		if err != nil {
			return nil, err
		}
		text := strings.TrimSpace(strings.ReplaceAll(p.Text, "\r\n", "\n"))
		if len([]rune(text)) > maxText {
			return nil, ErrText
		}
		list[i] = Part{heading, text}
	}
	return list, nil
}

// Declare states a number for a figure; text "" takes a statement back. That
// the figure exists and the text is a number is asked by the caller. Errors:
// [ErrState], [ErrFigure], [ErrBasis], [ErrUnchanged].
func Declare(r Report, figure, text, basis string, by account.Login, at time.Time) (Report, journal.Entry, error) {
	if _, err := r.after(journal.ReportDeclare); err != nil {
		return r, journal.Entry{}, err
	}
	text = strings.TrimSpace(text)
	old, stated := r.Declared[figure]
	switch {
	case figure == "":
		return r, journal.Entry{}, ErrFigure
	case text == "" && !stated:
		return r, journal.Entry{}, ErrUnchanged
	}
	r.Declared = maps.Clone(r.Declared)
	if text == "" {
		delete(r.Declared, figure)
		return r, r.entry(journal.ReportDeclare, by, at, figure+"："+old.Text+"→"), nil
	}
	basis, err := block(basis, maxBasis, ErrBasis)
	if err != nil {
		return r, journal.Entry{}, err
	}
	if old.Text == text && old.Basis == basis {
		return r, journal.Entry{}, ErrUnchanged
	}
	if r.Declared == nil {
		r.Declared = map[string]Statement{}
	}
	r.Declared[figure] = Statement{text, basis, by, at}
	return r, r.entry(journal.ReportDeclare, by, at, figure+"："+old.Text+"→"+text), nil
}

// TakeTable takes a filled statutory table, kept as a file, with the numbers
// read from it, which then stand in place of all that was declared. Errors:
// [ErrState], [ErrFigure].
func TakeTable(r Report, code string, file File, numbers map[string]string, by account.Login, at time.Time) (Report, journal.Entry, error) {
	if _, err := r.after(journal.ReportTable); err != nil {
		return r, journal.Entry{}, err
	}
	if form.ByCode(code) == nil {
		return r, journal.Entry{}, ErrForm
	}
	if len(numbers) == 0 {
		return r, journal.Entry{}, ErrFigure
	}
	r.Form, r.Table = code, file
	r.Declared = make(map[string]Statement, len(numbers))
	for name, text := range numbers {
		r.Declared[name] = Statement{text, file.Name, by, at}
	}
	return r, r.entry(journal.ReportTable, by, at, file.Name), nil
}

// Explain answers a finding of the check; text "" takes the answer back.
// Errors: [ErrState], [ErrNoAnswer], [ErrWords], [ErrUnchanged].
func Explain(r Report, finding, text string, by account.Login, at time.Time) (Report, journal.Entry, error) {
	if _, err := r.after(journal.ReportExplain); err != nil {
		return r, journal.Entry{}, err
	}
	if finding == "" {
		return r, journal.Entry{}, ErrNoAnswer
	}
	old, answered := r.Explained[finding]
	r.Explained = maps.Clone(r.Explained)
	if strings.TrimSpace(text) == "" {
		if !answered {
			return r, journal.Entry{}, ErrUnchanged
		}
		delete(r.Explained, finding)
		return r, r.entry(journal.ReportExplain, by, at, finding), nil
	}
	text, err := block(text, maxWords, ErrWords)
	if err != nil {
		return r, journal.Entry{}, err
	}
	if old.Text == text {
		return r, journal.Entry{}, ErrUnchanged
	}
	if r.Explained == nil {
		r.Explained = map[string]Words{}
	}
	r.Explained[finding] = Words{text, by, at}
	return r, r.entry(journal.ReportExplain, by, at, finding), nil
}

// Attach adds files and takes away those whose hashes are named. Errors:
// [ErrState], [ErrFiles], [ErrNoFile], [ErrUnchanged].
func Attach(r Report, add []File, remove []string, by account.Login, at time.Time) (Report, journal.Entry, error) {
	if _, err := r.after(journal.ReportAttach); err != nil {
		return r, journal.Entry{}, err
	}
	if len(add)+len(remove) == 0 {
		return r, journal.Entry{}, ErrUnchanged
	}
	files := slices.Clone(r.Files)
	var notes []string
	for _, hash := range remove {
		i := slices.IndexFunc(files, func(f File) bool { return f.SHA256 == hash })
		if i < 0 {
			return r, journal.Entry{}, ErrNoFile
		}
		notes = append(notes, "−"+files[i].Name)
		files = slices.Delete(files, i, i+1)
	}
	for _, f := range add {
		notes = append(notes, "+"+f.Name)
	}
	files = append(files, add...)
	if len(files) > maxFiles {
		return r, journal.Entry{}, ErrFiles
	}
	r.Files = files
	return r, r.entry(journal.ReportAttach, by, at, strings.Join(notes, " ")), nil
}
