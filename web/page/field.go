package page

import (
	"bytes"
	"context"
	"io"
	"strconv"
	"strings"

	"github.com/a-h/templ"
)

// Field describes one form group. Label and Hint are keys of the catalogue. The value typed and the error come from
// the Form. The control's id is the name.
type Field struct {
	Name, Label, Hint string
	ID                string          // of the control, where several of one name stand on the page; the name unless set
	Type              string          // of an Input: "text" unless set; "email", "tel", "search", "date" for a day to look at; "number" is never wanted
	Min               string          // of an Input of a day: the first that can be chosen, 2017-06-30; "" for any
	Width             int             // characters: 2, 3, 4, 5, 10, 20; 0 is full width
	Rows              int             // of a Textarea; 5 unless set
	Max               int             // characters of a Textarea counted for the reader; 0 for no count
	Autocomplete      string          // as HTML names it: "username", "current-password", "one-time-code"
	Accept            string          // of a FileUpload: ".pdf,.docx"
	Multiple          bool            // of a FileUpload
	Numeric           bool            // shows the number keyboard
	Decimal           bool            // shows the number keyboard, with a point
	Heading           bool            // the label is the page's h1: a page that asks one question
	Inline            bool            // Radios side by side
	Optional          bool            // adds （选填） to the label
	Small             bool            // small Radios or Checkboxes
	Heard             bool            // the label is only heard: a control in a table, under the head of its column
	Section           bool            // of a Group: the legend is a heading of the second level
	Folded            string          // of Checkboxes: the words they are folded under until one is chosen or refused; a key of the catalogue
	Beside            templ.Component // of an Input: the button in its line; nil for none
	Help              templ.Component // help in place, folded under 说明; nil for none
}

// Choice of a Select, Radios or Checkboxes. Text, Hint and Group are keys of the catalogue.
type Choice struct {
	Value, Text, Hint string
	Group             string // of a Select: what the choice and its neighbours stand under; "" for nothing
	Disabled          bool
	Reveal            templ.Component // shown below when chosen (Radios and Checkboxes); nil for none
}

// Choices pairs values with texts: Choices("open", "主动公开", "request", "依申请公开").
func Choices(valueAndText ...string) []Choice {
	var list []Choice
	for i := 0; i+1 < len(valueAndText); i += 2 {
		list = append(list, Choice{Value: valueAndText[i], Text: valueAndText[i+1]})
	}
	return list
}

// group is neighbouring choices of a Select that stand under one name.
type group struct {
	name    string // "" for none
	choices []Choice
}

func grouped(choices []Choice) []group {
	var list []group
	for i, c := range choices {
		if i == 0 || c.Group != choices[i-1].Group {
			list = append(list, group{name: c.Group})
		}
		last := &list[len(list)-1]
		last.choices = append(last.choices, c)
	}
	return list
}

func (f Field) id() string {
	if f.ID != "" {
		return f.ID
	}
	return f.Name
}

func (f Field) kind() string {
	if f.Type == "" {
		return "text"
	}
	return f.Type
}

func (f Field) rows() string {
	if f.Rows == 0 {
		return "5"
	}
	return strconv.Itoa(f.Rows)
}

func (f Field) width() string {
	if f.Width == 0 {
		return ""
	}
	return "govuk-input--width-" + strconv.Itoa(f.Width)
}

func (f Field) label(ctx context.Context) string {
	if f.Optional {
		return T(ctx, f.Label) + T(ctx, "（选填）")
	}
	return T(ctx, f.Label)
}

// describedBy names hint, count and error for the screen reader, or "".
func (f Field) describedBy(form *Form) string {
	var ids []string
	if f.Hint != "" {
		ids = append(ids, f.id()+"-hint")
	}
	if form.Error(f.Name) != "" {
		ids = append(ids, f.id()+"-error")
	}
	return strings.Join(ids, " ")
}

// invalid tells the screen reader that what a control holds was refused.
func invalid(form *Form, name string) templ.Attributes {
	a := templ.Attributes{}
	if form.Error(name) != "" {
		a["aria-invalid"] = "true"
	}
	return a
}

// group is the attributes of a fieldset whose controls say themselves that they were refused.
func (f Field) group(form *Form) templ.Attributes {
	a := f.attributes(form)
	delete(a, "aria-invalid")
	return a
}

// attributes common to every control.
func (f Field) attributes(form *Form) templ.Attributes {
	a := invalid(form, f.Name)
	if by := f.describedBy(form); by != "" {
		a["aria-describedby"] = by
	}
	if f.Autocomplete != "" {
		a["autocomplete"] = f.Autocomplete
	}
	switch {
	case f.Numeric:
		a["inputmode"] = "numeric"
	case f.Decimal:
		a["inputmode"] = "decimal"
	}
	if f.Min != "" {
		a["min"] = f.Min
	}
	return a
}

func (f Field) labelClass() string {
	switch {
	case f.Heard:
		return "govuk-visually-hidden"
	case f.Heading:
		return "govuk-label govuk-label--l"
	}
	return "govuk-label"
}

func (f Field) legendClass() string {
	switch {
	case f.Heading:
		return "govuk-fieldset__legend govuk-fieldset__legend--l"
	case f.Section:
		return "govuk-fieldset__legend govuk-fieldset__legend--m"
	}
	return "govuk-fieldset__legend"
}

// unfolded says whether folded choices are open: what was chosen or refused is never out of sight.
func (f Field) unfolded(form *Form) bool {
	return form.Error(f.Name) != "" || form != nil && len(form.Values[f.Name]) > 0
}

// withSummary draws what a page holds beneath what is wrong with its form. The summary takes its labels from the
// fields, so they are drawn first.
func withSummary(form *Form) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		below := templ.GetChildren(ctx)
		ctx = templ.ClearChildren(ctx)
		if form.OK() {
			return below.Render(ctx, w)
		}
		var held bytes.Buffer
		if err := below.Render(ctx, &held); err != nil {
			return err
		}
		if err := ErrorSummary(form).Render(ctx, w); err != nil {
			return err
		}
		_, err := held.WriteTo(w)
		return err
	})
}

func groupClass(form *Form, name string) string {
	if form.Error(name) != "" {
		return "govuk-form-group govuk-form-group--error"
	}
	return "govuk-form-group"
}

// control is the class of a control: with its error variant when the field failed.
func control(form *Form, name, class string, more ...string) string {
	if form.Error(name) != "" {
		class += " " + class + "--error"
	}
	for _, m := range more {
		if m != "" {
			class += " " + m
		}
	}
	return class
}

// raw is what was typed, untouched.
func raw(form *Form, name string) string {
	if form == nil {
		return ""
	}
	return form.Values.Get(name)
}

// choiceID: the first control bears the field's name, so the error summary's link lands on it.
func choiceID(f Field, i int) string {
	if i == 0 {
		return f.id()
	}
	return f.id() + "-" + strconv.Itoa(i+1)
}

func choicesClass(base string, f Field) string {
	if f.Inline {
		base += " govuk-radios--inline"
	}
	if f.Small {
		if strings.HasPrefix(base, "govuk-radios") {
			base += " govuk-radios--small"
		} else {
			base += " govuk-checkboxes--small"
		}
	}
	return base
}

func choiceAttributes(f Field, c Choice, i int) templ.Attributes {
	a := templ.Attributes{}
	if c.Hint != "" {
		a["aria-describedby"] = choiceID(f, i) + "-item-hint"
	}
	return a
}

func fileAttributes(form *Form, f Field) templ.Attributes {
	a := f.attributes(form)
	if f.Accept != "" {
		a["accept"] = f.Accept
	}
	return a
}
