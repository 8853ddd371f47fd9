package card_test

import (
	"bytes"
	"errors"
	"image/png"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/emersion/go-vcard"

	"gongkai/affairs/text"
	"gongkai/paper/card"
)

var office = card.Card{
	Name: "长春市人民政府办公厅", Office: "政务公开办公室;综合处", City: "长春市", Address: "人民大街10111号, 市政府大楼𠮷",
	Postcode: "130000", Phone: "0431-88779999", Fax: "0431-88778888", Mail: "gk@example.gov.cn",
	Site: "https://gk.example.gov.cn/agency/changchun-general-office?lang=zh&view=card", Hours: "工作日 8:30-11:30,13:30-17:00(法定节假日除外),其他时间可在网上提出申请", ID: "urn:x-gongkai:agency:010",
}

func TestVCard(t *testing.T) {
	for _, version := range []card.Version{card.V4, card.V3} {
		b, err := card.VCard(office, version)
		if err != nil {
			t.Fatal(err)
		}
		again, _ := card.VCard(office, version)
		if !bytes.Equal(b, again) {
			t.Errorf("%s: the same card gives other bytes", version)
		}
		for _, line := range strings.Split(string(b), "\r\n") {
			if len(line) > 75 || !utf8.ValidString(line) {
				t.Errorf("%s: line %q", version, line)
			}
		}
		got, err := vcard.NewDecoder(bytes.NewReader(b)).Decode()
		if err != nil {
			t.Fatal(err)
		}
		for field, want := range map[string]string{
			"VERSION": string(version), "FN": office.Name, "ORG": "长春市人民政府办公厅;政务公开办公室；综合处",
			"ADR": ";;人民大街10111号, 市政府大楼𠮷;长春市;;130000;", "TEL": office.Phone, "EMAIL": office.Mail,
			"URL": office.Site, "NOTE": office.Hours, "UID": office.ID,
		} {
			if got.Value(field) != want {
				t.Errorf("%s: %s is %q, want %q", version, field, got.Value(field), want)
			}
		}
		if (got.Value("N") == "") != (version == card.V4) || (got.Value("KIND") == "org") != (version == card.V4) {
			t.Errorf("%s: N %q, KIND %q", version, got.Value("N"), got.Value("KIND"))
		}
	}
}

func TestVCardRefused(t *testing.T) {
	for _, c := range []struct {
		name string
		card card.Card
		err  error
	}{
		{"no name", card.Card{Name: " "}, card.ErrName},
		{"a line of its own", card.Card{Name: "a", Phone: "1\r\nURL:evil"}, text.ErrNewline},
		{"turned", card.Card{Name: "a\u202eb"}, text.ErrBidi},
	} {
		if _, err := card.VCard(c.card, card.V4); !errors.Is(err, c.err) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	b, err := card.VCard(card.Card{Name: "甲"}, card.V4)
	if err != nil || strings.Contains(string(b), "TEL") || strings.Contains(string(b), "ADR") {
		t.Errorf("empty fields: %q %v", b, err)
	}
}

// The drawing and the picture show the same dots.
func TestQR(t *testing.T) {
	const address = "https://gk.example.gov.cn/item/长府办发〔2017〕54号"
	svg, err := card.SVG(address)
	if err != nil {
		t.Fatal(err)
	}
	side, _ := strconv.Atoi(string(regexp.MustCompile(`viewBox="0 0 (\d+)`).FindSubmatch(svg)[1]))
	drawn := map[[2]int]bool{}
	for _, m := range regexp.MustCompile(`M(\d+) (\d+)h(\d+)v1H`).FindAllSubmatch(svg, -1) {
		x, _ := strconv.Atoi(string(m[1]))
		y, _ := strconv.Atoi(string(m[2]))
		n, _ := strconv.Atoi(string(m[3]))
		for i := range n {
			drawn[[2]int{x + i, y}] = true
		}
	}
	b, err := card.PNG(address, side*4)
	if err != nil {
		t.Fatal(err)
	}
	img, err := png.Decode(bytes.NewReader(b))
	if err != nil || img.Bounds().Dx() != side*4 {
		t.Fatal(err, img.Bounds())
	}
	for y := range side {
		for x := range side {
			r, _, _, _ := img.At(x*4+1, y*4+1).RGBA()
			if (r == 0) != drawn[[2]int{x, y}] {
				t.Fatalf("dot %d,%d differs", x, y)
			}
		}
	}
	if len(drawn) < side*side/8 {
		t.Errorf("only %d dots", len(drawn))
	}
	again, _ := card.SVG(address)
	if !bytes.Equal(svg, again) {
		t.Error("the same address gives another drawing")
	}
	if _, err := card.SVG(strings.Repeat("长", 2000)); !errors.Is(err, card.ErrLong) {
		t.Error(err)
	}
}
