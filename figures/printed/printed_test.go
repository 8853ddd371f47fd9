package printed

import (
	"encoding/json"
	"errors"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestRead(t *testing.T) {
	figure := func(value string) Cell { n, _ := decimal(value); return Cell{Kind: Figure, Value: n} }
	less := func(n int64) Cell { return Cell{Kind: Figure, Value: Whole(n), Signed: true} }
	in := func(c Cell, unit string) Cell { c.Unit = unit; return c }
	about := func(c Cell) Cell { c.About = true; return c }
	more := func(c Cell) Cell { c.AtLeast = true; return c }
	for _, c := range []struct {
		text string
		want Cell
	}{
		{"0", figure("0")},
		{"", Cell{}},
		{" 　\u00a0\u200b\ufeff", Cell{}},
		{"/", Cell{Kind: NotApplicable}},
		{"／", Cell{Kind: NotApplicable}},
		{"-", Cell{Kind: NotApplicable}},
		{"—", Cell{Kind: NotApplicable}},
		{"——", Cell{Kind: NotApplicable}},
		{"－", Cell{Kind: NotApplicable}},
		{"减4", less(-4)},
		{"減 4", less(-4)},
		{"减少4", less(-4)},
		{"-4", less(-4)},
		{"－４", less(-4)},
		{"−4", less(-4)},
		{"+173", less(173)},
		{"＋１７３", less(173)},
		{"增加173", less(173)},
		{"251000元", in(figure("251000"), "元")},
		{"251,000 元", in(figure("251000"), "元")},
		{"52.15", figure("52.15")},
		{"59237.2449", figure("59237.2449")},
		{"59237.2449万元", in(figure("59237.2449"), "万元")},
		{"５２．１５", figure("52.15")},
		{"１，１３０，０７０", figure("1130070")},
		{"1,130,070", figure("1130070")},
		{"1 130 070", figure("1130070")},
		{"约110次", in(about(figure("110")), "次")},
		{"約6667人次", in(about(figure("6667")), "人次")},
		{"201361人/次", in(figure("201361"), "人/次")},
		{"201361人／次", in(figure("201361"), "人/次")},
		{"110余次", in(more(figure("110")), "次")},
		{"113万余条", in(more(figure("1130000")), "条")},
		{"1.2万", figure("12000")},
		{"5000余万元", in(more(figure("5000")), "万元")},
		{"007", figure("7")},
		{"1.0", figure("1")},
	} {
		c.want.Text = c.text
		if got, err := Read(c.text); err != nil || got != c.want {
			t.Errorf("%q reads as %+v, %v; want %+v", c.text, got, err, c.want)
		}
	}
}

func TestReadRefuses(t *testing.T) {
	for _, c := range []struct {
		text string
		want error
	}{
		{"无", ErrNumber}, {"abc", ErrNumber}, {"12x", ErrNumber}, {"1.2.3", ErrNumber}, {"1.", ErrNumber}, {".5", ErrNumber},
		{"+", ErrNumber}, {"约", ErrNumber}, {"95%", ErrNumber}, {"3+4", ErrNumber}, {"1e6", ErrNumber}, {"十二", ErrNumber}, {"--4", ErrNumber},
		{"52,15", ErrGroups}, {"1,2345", ErrGroups}, {"1234,567", ErrGroups}, {"1,,234", ErrGroups}, {"3 4", ErrGroups}, {"1,234 567", ErrGroups},
		{"0.1234567", ErrDecimals}, {"100000000000", ErrLarge}, {"99999999999万", ErrLarge}, {strings.Repeat("9", 400), ErrLarge},
	} {
		if got, err := Read(c.text); !errors.Is(err, c.want) || got.Kind != Unreadable {
			t.Errorf("%q reads as %+v, %v; want %v", c.text, got, err, c.want)
		}
	}
}

func TestIn(t *testing.T) {
	for _, c := range []struct {
		text, unit, want string
		ok               bool
	}{
		{"251000元", "万元", "25.1", true},
		{"251000元", "元", "251000", true},
		{"0.01元", "万元", "0.000001", true},
		{"0.001元", "万元", "", false},
		{"2.5万元", "元", "25000", true},
		{"1.5亿元", "万元", "15000", true},
		{"52.15", "万元", "", false},
		{"6件", "万元", "", false},
		{"/", "元", "", false},
		{"9999999999亿元", "元", "", false},
	} {
		cell, err := Read(c.text)
		if err != nil {
			t.Fatal(err)
		}
		got, ok := cell.In(c.unit)
		if ok != c.ok || ok && got.String() != c.want {
			t.Errorf("%s in %s is %s, %v; want %s, %v", c.text, c.unit, got, ok, c.want, c.ok)
		}
	}
}

// However a number is dressed, it is the same number.
func TestReadIsTheSameInAnyDress(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Int64Range(0, most-1).Draw(t, "whole")
		decimals := rapid.Int64Range(0, unit-1).Draw(t, "decimals")
		want := Whole(n) + Number(decimals)
		negative := rapid.Bool().Draw(t, "negative")
		s := want.String()
		if rapid.Bool().Draw(t, "grouped") {
			whole, part, point := strings.Cut(s, ".")
			comma := rapid.SampledFrom([]string{",", "，", " ", "\u00a0"}).Draw(t, "separator")
			for i := len(whole) - 3; i > 0; i -= 3 {
				whole = whole[:i] + comma + whole[i:]
			}
			if s = whole; point {
				s += "." + part
			}
		}
		if negative {
			s = rapid.SampledFrom([]string{"-", "减", "减少", "－", "−"}).Draw(t, "sign") + s
			want = -want
		}
		if rapid.Bool().Draw(t, "wide") {
			s = strings.Map(func(r rune) rune {
				if r >= '0' && r <= '9' || r == '.' {
					return r + 0xfee0
				}
				return r
			}, s)
		}
		blank := rapid.SampledFrom([]string{"", " ", "　", "\u00a0", "\n", "\u200b"})
		got, err := Read(blank.Draw(t, "before") + s + blank.Draw(t, "after"))
		if err != nil || got.Kind != Figure || got.Value != want || got.Signed != negative || !got.Exact() {
			t.Fatalf("%q reads as %+v, %v; want %s", s, got, err, want)
		}
	})
}

// What is read is written and read again as itself, and no text upsets it.
func TestReadAnything(t *testing.T) {
	alphabet := []rune("0123456789.,，-—/减增约余万元件次人 　+%x\u200b")
	rapid.Check(t, func(t *rapid.T) {
		s := string(rapid.SliceOfN(rapid.SampledFrom(alphabet), 0, 12).Draw(t, "text"))
		c, err := Read(s)
		if err != nil {
			if !utf8.ValidString(err.Error()) {
				t.Fatalf("%q is refused with %q", s, err)
			}
			return
		}
		if c.Kind != Figure {
			if strings.ContainsAny(s, "0123456789") {
				t.Fatalf("%q has digits and reads as %+v", s, c)
			}
			return
		}
		again, err := Read(c.Value.String())
		if err != nil || again.Value != c.Value {
			t.Fatalf("%q is %s, which reads as %+v, %v", s, c.Value, again, err)
		}
	})
}

func TestNumberString(t *testing.T) {
	for n, want := range map[Number]string{0: "0", Whole(7): "7", Whole(-4): "-4", 1: "0.000001", -25_100_000: "-25.1", Whole(59237) + 244_900: "59237.2449"} {
		if n.String() != want {
			t.Errorf("%d is %q, want %q", int64(n), n, want)
		}
		if strings.Contains(want, ".") == n.IsWhole() {
			t.Errorf("%s whole: %v", n, n.IsWhole())
		}
		if f, err := strconv.ParseFloat(n.String(), 64); err != nil || Number(f*unit) != n {
			t.Errorf("%s is not the number %d", n, n)
		}
	}
}

// What a signed report says can be read again, sums beyond what anybody may
// type included; what is no number in its own writing is refused.
func TestNumbersInJSON(t *testing.T) {
	for _, n := range []Number{0, 1, -1, Whole(most), 63 * Whole(most-1), -63 * Whole(most-1), 59_237_244_900} {
		b, err := json.Marshal(n)
		if err != nil {
			t.Fatal(err)
		}
		var back Number
		if err := json.Unmarshal(b, &back); err != nil || back != n {
			t.Errorf("%s is read back as %s, %v", b, back, err)
		}
	}
	for _, s := range []string{"1e3", "1E-2", "-", "9223372036854775807", "0.0000001", `"12"`, "99999999999999"} {
		var n Number
		if err := json.Unmarshal([]byte(s), &n); err == nil {
			t.Errorf("%s is read as %s", s, n)
		}
	}
}
