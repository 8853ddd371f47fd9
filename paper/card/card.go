package card

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"github.com/emersion/go-vcard"
	"github.com/skip2/go-qrcode"

	"gongkai/affairs/text"
)

// The refusals.
var (
	ErrName = errors.New("名片上须有机构名称")
	ErrLong = errors.New("网址太长，不能制成二维码")
)

// Card is what stands on the contact card of an agency. All fields are one
// line of text, and "" where there is nothing to print, except Name.
type Card struct {
	Name     string // of the agency
	Office   string // the office that answers, 政务公开办公室
	City     string
	Address  string // street and number
	Postcode string
	Phone    string
	Fax      string
	Mail     string
	Site     string // address of the agency's column
	Hours    string // office hours
	ID       string // stays the same when the card changes, such as a URN
}

// Version is the edition of vCard.
type Version string

// V4 is RFC 6350; V3 is RFC 2426, for old telephones.
const (
	V4 Version = "4.0"
	V3 Version = "3.0"
)

// VCard is the card as a file of type text/vcard in UTF-8, its lines folded
// at 75 bytes. Text that [text.Line] refuses is refused.
func VCard(c Card, version Version) ([]byte, error) {
	for _, f := range []*string{&c.Name, &c.Office, &c.City, &c.Address, &c.Postcode, &c.Phone, &c.Fax, &c.Mail, &c.Site, &c.Hours, &c.ID} {
		s, err := text.Line(*f, 500)
		if err != nil {
			return nil, fmt.Errorf("card of %s: %w", c.Name, err)
		}
		*f = s
	}
	if c.Name == "" {
		return nil, ErrName
	}
	v := vcard.Card{}
	add := func(field, value string, params vcard.Params) {
		if strings.Trim(value, ";") != "" {
			v.Add(field, &vcard.Field{Value: value, Params: params})
		}
	}
	add(vcard.FieldVersion, string(version), nil)
	add(vcard.FieldFormattedName, c.Name, nil)
	add(vcard.FieldOrganization, part(c.Name)+";"+part(c.Office), nil)
	if version == V4 {
		add(vcard.FieldKind, "org", nil)
	} else {
		// RFC 2426 demands N; an agency has no family name.
		add(vcard.FieldName, part(c.Name)+";;;;", nil)
	}
	work := func(kinds ...string) vcard.Params {
		return vcard.Params{vcard.ParamType: append([]string{"work"}, kinds...)}
	}
	add(vcard.FieldAddress, ";;"+part(c.Address)+";"+part(c.City)+";;"+part(c.Postcode)+";", work())
	add(vcard.FieldTelephone, c.Phone, work("voice"))
	add(vcard.FieldTelephone, c.Fax, work("fax"))
	add(vcard.FieldEmail, c.Mail, work())
	add(vcard.FieldURL, c.Site, work())
	add(vcard.FieldNote, c.Hours, nil)
	add(vcard.FieldUID, c.ID, nil)
	var b bytes.Buffer
	if err := vcard.NewEncoder(&b).Encode(v); err != nil {
		return nil, fmt.Errorf("card of %s: %w", c.Name, err)
	}
	return fold(b.Bytes()), nil
}

// part is one component of a field that has several.
func part(s string) string { return semicolons.Replace(s) }

// The encoder escapes backslash and comma, but cannot know which semicolons
// part components; U+FF1B is what a Chinese reader would write.
var semicolons = strings.NewReplacer(";", "；")

// fold breaks lines after 75 bytes, never within a character (RFC 6350,
// section 3.2). The encoder does not.
func fold(b []byte) []byte {
	var out []byte
	for line := range bytes.SplitSeq(bytes.TrimSuffix(b, []byte("\r\n")), []byte("\r\n")) {
		room := 75
		for len(line) > room {
			n := room
			for line[n]&0xc0 == 0x80 {
				n--
			}
			out = append(append(out, line[:n]...), "\r\n "...)
			line, room = line[n:], 74
		}
		out = append(append(out, line...), "\r\n"...)
	}
	return out
}

// PNG is the QR code of the address, size pixels wide and high, its quiet
// zone included, with medium error correction.
func PNG(address string, size int) ([]byte, error) {
	q, err := code(address)
	if err != nil {
		return nil, err
	}
	return q.PNG(size)
}

// SVG is the QR code of the address as a drawing without a fixed size, black
// on white.
func SVG(address string) ([]byte, error) {
	q, err := code(address)
	if err != nil {
		return nil, err
	}
	dots := q.Bitmap()
	var b bytes.Buffer
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %[1]d" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h%[1]dv%[1]dH0z"/><path d="`, len(dots))
	for y, row := range dots {
		for x := 0; x < len(row); x++ {
			if !row[x] {
				continue
			}
			from := x
			for x < len(row) && row[x] {
				x++
			}
			fmt.Fprintf(&b, "M%d %dh%dv1H%dz", from, y, x-from, from)
		}
	}
	b.WriteString(`"/></svg>`)
	return b.Bytes(), nil
}

func code(address string) (*qrcode.QRCode, error) {
	q, err := qrcode.New(address, qrcode.Medium)
	if err != nil {
		return nil, ErrLong
	}
	return q, nil
}
