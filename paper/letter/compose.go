package letter

import (
	"fmt"
	"strings"

	"gongkai/law/calendar"
	"gongkai/paper/block"
)

// Head is the letter head of an agency, data of its city.
type Head struct {
	Agency  string
	English string // "" if not printed
}

// Contact is whom the reader may ask; fields may be "".
type Contact struct{ Office, Person, Phone, Address, Postcode, Email, Hours string }

// Letter is a letter to be printed.
type Letter struct {
	Head   Head
	Kind   Kind
	Number string // 长公开告〔2026〕12号; "" while it is a draft
	Text   string // as [Draft] writes it and officers edit it
	// Seal is the agency that signs; "" is that of the head.
	Seal   string
	Sealed bool // the seal is put on elsewhere; otherwise its place is shown
	On     calendar.Day

	Attachments []string
	Contact     Contact
	Copy        string // 抄送: who else gets it; "" if nobody
	QR          string // printed beside the signature; "" if none
	QRCaption   string
}

// Check tells why the letter cannot be signed: no title, agency or day, or
// places that are not filled in.
func Check(l Letter) error {
	form, _ := FormOf(l.Kind)
	switch missing := Blanks(l.Text); {
	case Title(l.Text) == "":
		return ErrTitle
	case len(missing) > 0:
		return fmt.Errorf("%w：%s", ErrBlank, strings.Join(missing, "、"))
	case l.Head.Agency == "":
		return ErrHead
	case l.Number == "" && !form.Slip:
		return ErrNumber
	case !known(l.On) && !form.Unsigned:
		return ErrDated
	}
	return nil
}

// Title is the title of the text; "" if it has none.
func Title(text string) string {
	for l := range strings.Lines(text) {
		if title, ok := strings.CutPrefix(strings.TrimSpace(l), "# "); ok {
			return strings.TrimSpace(title)
		}
	}
	return ""
}

// Compose sets the letter. It refuses nothing, so that drafts can be looked
// at; see [Check].
func Compose(l Letter) block.Document {
	text, after, _ := strings.Cut("\n"+l.Text, "\n===")
	d := block.Document{Title: Title(l.Text), Author: l.Head.Agency, On: l.On}
	if !known(l.On) {
		d.On = calendar.NoDay
	}
	form, _ := FormOf(l.Kind)
	if form.Slip {
		d.Blocks = append(d.Blocks, block.Paragraph{Text: l.Head.Agency, Align: block.Center})
	} else {
		d.Blocks = append(d.Blocks, block.Masthead{Agency: l.Head.Agency, English: l.Head.English, Number: l.Number})
	}
	d.Blocks = append(d.Blocks, Blocks(text)...)
	d.Blocks = append(d.Blocks, attachments(l.Attachments)...)
	var code, signature []block.Block
	if l.QR != "" {
		code = append(code, block.QR{Text: l.QR, Caption: l.QRCaption, Width: 22, Align: block.Left})
	}
	if !form.Unsigned {
		agency := l.Seal
		if agency == "" {
			agency = l.Head.Agency
		}
		signature = append(signature, block.Signature{Agency: agency, On: d.On, Seal: !l.Sealed})
	}
	if len(code) > 0 && len(signature) > 0 {
		d.Blocks = append(d.Blocks, block.Beside{Left: code, Right: signature, Share: 0.35})
	} else {
		d.Blocks = append(append(d.Blocks, code...), signature...)
	}
	if note := l.Contact.note(); note != "" {
		d.Blocks = append(d.Blocks, block.Paragraph{Text: note, Small: true})
	}
	if _, after, found := strings.Cut(after, "\n"); found {
		d.Blocks = append(d.Blocks, block.PageBreak{})
		d.Blocks = append(d.Blocks, Blocks(after)...)
	}
	if l.Copy != "" {
		d.Blocks = append(d.Blocks, block.Imprint{Lines: []string{"抄送：" + sentence(l.Copy) + "。"}})
	}
	return d
}

// attachments are listed after an empty line, numbered if there are several
// (7.3.4).
func attachments(list []string) []block.Block {
	var blocks []block.Block
	for i, name := range list {
		text := "附件：" + line(name)
		if len(list) > 1 {
			text = fmt.Sprintf("%d. %s", i+1, line(name))
			if i == 0 {
				text = "附件：" + text
			} else {
				text = "　　　" + text
			}
		}
		if i == 0 {
			blocks = append(blocks, block.Space{Lines: 1})
		}
		blocks = append(blocks, block.Paragraph{Text: text, Align: block.Left})
	}
	return blocks
}

// note is the contact in brackets (附注, 7.3.6).
func (c Contact) note() string {
	var parts []string
	for _, p := range [][2]string{{"联系机构", c.Office}, {"联系人", c.Person}, {"电话", c.Phone}, {"电子邮箱", c.Email}, {"地址", c.Address}, {"邮政编码", c.Postcode}, {"办公时间", c.Hours}} {
		if v := line(p[1]); v != "" {
			parts = append(parts, p[0]+"："+v)
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return "（" + strings.Join(parts, "；") + "）"
}

// Blocks reads the marks of the text.
func Blocks(text string) []block.Block {
	var list []block.Block
	var table [][]string
	var items []string
	flush := func() {
		if len(table) > 0 {
			list = append(list, grid(table))
		}
		if len(items) > 0 {
			list = append(list, block.List{Items: items})
		}
		table, items = nil, nil
	}
	for raw := range strings.Lines(text) {
		l := strings.TrimSpace(raw)
		if cells, ok := row(l); ok {
			if len(items) > 0 {
				flush()
			}
			table = append(table, cells)
			continue
		}
		if item, ok := strings.CutPrefix(l, "- "); ok {
			if len(table) > 0 {
				flush()
			}
			items = append(items, strings.TrimSpace(item))
			continue
		}
		flush()
		mark, rest, _ := strings.Cut(l, " ")
		rest = strings.TrimSpace(rest)
		switch {
		case l == "":
		case strings.HasPrefix(l, `\`):
			list = append(list, block.Paragraph{Text: l[1:]})
		case mark == "#":
			list = append(list, block.Title{Text: rest})
		case mark == "##":
			list = append(list, block.Heading{Level: 1, Text: rest})
		case mark == "###":
			list = append(list, block.Heading{Level: 2, Text: rest})
		case mark == "@":
			list = append(list, block.Paragraph{Text: rest, Flush: true, Keep: true})
		case mark == ">":
			list = append(list, block.Paragraph{Text: rest, Small: true})
		default:
			list = append(list, block.Paragraph{Text: l})
		}
	}
	flush()
	return list
}

// row reads | a | b |.
func row(l string) ([]string, bool) {
	if len(l) < 2 || l[0] != '|' || l[len(l)-1] != '|' {
		return nil, false
	}
	cells := strings.Split(l[1:len(l)-1], "|")
	for i := range cells {
		cells[i] = strings.Trim(cells[i], " \t") // a place for a date is kept: 　　年　　月
	}
	return cells, true
}

func rule(cells []string) bool {
	for _, c := range cells {
		if c == "" || strings.Trim(c, "-:") != "" {
			return false
		}
	}
	return true
}

// written is how many lines a field has that is filled in by hand.
const written = 2

// grid is a form when it has no head and two columns, else a table.
func grid(rows [][]string) block.Block {
	head := len(rows) > 1 && rule(rows[1])
	wide := 0
	for _, r := range rows {
		wide = max(wide, len(r))
	}
	if !head && wide == 2 {
		var form block.KeyValue
		for _, r := range rows {
			p := block.Pair{Name: r[0]}
			if len(r) > 1 {
				p.Value = r[1]
			}
			if p.Value == "" {
				p.Lines = written
			}
			form.Pairs = append(form.Pairs, p)
		}
		return form
	}
	t := block.Table{Columns: make([]block.Column, wide)}
	for i, r := range rows {
		if head && i == 1 {
			continue
		}
		cells := make([]block.Cell, wide)
		for j, text := range r {
			cells[j].Text = text
		}
		if head && i == 0 {
			t.Head = append(t.Head, cells)
		} else {
			t.Rows = append(t.Rows, cells)
		}
	}
	// The first column says what a row is about; the others hold figures if
	// they begin with a digit.
	for j := range t.Columns {
		t.Columns[j].Share = 1
		if j == 0 {
			t.Columns[j].Share = 1.6
			continue
		}
		t.Columns[j].Number = len(t.Rows) > 0
		for _, r := range t.Rows {
			if c := r[j].Text; c != "" && (c[0] < '0' || c[0] > '9') && c[0] != '-' {
				t.Columns[j].Number = false
			}
		}
	}
	return t
}
