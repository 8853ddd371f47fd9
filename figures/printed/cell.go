package printed

import (
	"errors"
	"fmt"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// The refusals of a cell.
var (
	ErrNumber   = errors.New("不是数字")
	ErrGroups   = errors.New("千分位的逗号位置不对，分不清是千分位还是小数点")
	ErrDecimals = errors.New("小数多于六位")
	ErrLarge    = errors.New("数字过大，请核对")
)

// Cell is what stands in a printed cell.
type Cell struct {
	Text string // as printed
	Kind Kind
	// The following are of a [Figure] only.
	Value  Number
	Signed bool // printed as a change: 减4, +173
	// AtLeast is set by 余 and 多, About by 约: the true number is not known.
	AtLeast, About bool
	Unit           string // as printed, 元; "" if none is
}

// Kind is the kind of a printed cell.
type Kind int

// The kinds.
const (
	Blank         Kind = iota // nothing is printed
	NotApplicable             // a stroke: the matter does not arise
	Figure                    // a number
	Unreadable                // anything else
)

// Exact says whether the cell is a number that is meant to the last digit.
func (c Cell) Exact() bool { return c.Kind == Figure && !c.AtLeast && !c.About }

// Figured is the cell of a computed number.
func Figured(n Number) Cell { return Cell{Text: n.String(), Kind: Figure, Value: n} }

// units are the words that may follow a number.
var units = map[string]bool{
	"元": true, "万元": true, "亿元": true,
	"件": true, "条": true, "次": true, "个": true, "篇": true, "份": true, "项": true, "宗": true, "起": true,
	"场": true, "期": true, "人": true, "名": true, "处": true, "家": true, "人次": true, "人/次": true,
}

var signs = []struct {
	word  string
	minus bool
}{
	{"减少", true}, {"减", true}, {"-", true}, {"增加", false}, {"增", false}, {"+", false},
}

// Read reads a printed cell. Digits may be full-width and have thousands
// separators. The refusals are [ErrNumber], [ErrGroups], [ErrDecimals] and
// [ErrLarge], with the text before them; the cell is then [Unreadable].
func Read(text string) (Cell, error) {
	c, err := read(text)
	if err != nil {
		return Cell{Text: text, Kind: Unreadable}, fmt.Errorf("“%s”%w", shortened(text), err)
	}
	return c, nil
}

func read(text string) (Cell, error) {
	c := Cell{Text: text}
	s := plain(text)
	if s == "" {
		return c, nil
	}
	if strings.Trim(s, "-/\\") == "" {
		c.Kind = NotApplicable
		return c, nil
	}
	for _, about := range []string{"大约", "约"} {
		if rest, ok := strings.CutPrefix(s, about); ok {
			s, c.About = rest, true
			break
		}
	}
	minus := false
	for _, sign := range signs {
		if rest, ok := strings.CutPrefix(s, sign.word); ok {
			s, c.Signed, minus = rest, true, sign.minus
			break
		}
	}
	end := strings.IndexFunc(s, func(r rune) bool { return (r < '0' || r > '9') && r != '.' && r != ',' && r != ' ' })
	if end < 0 {
		end = len(s)
	}
	digits, rest := strings.TrimSpace(s[:end]), s[end:]
	digits, err := ungrouped(digits)
	if err == nil {
		c.Value, err = decimal(digits)
	}
	if err != nil {
		return c, err
	}
	// 113万余条, 1.2万, 5000余万元: 万 belongs to 元 if 元 follows.
	rest = c.more(rest)
	if strings.HasPrefix(rest, "万") && !strings.HasPrefix(rest, "万元") {
		rest = c.more(strings.TrimPrefix(rest, "万"))
		if c.Value > most/10_000*unit {
			return c, ErrLarge
		}
		if rest == "元" {
			rest = "万元"
		} else {
			c.Value *= 10_000
		}
	}
	if rest != "" && !units[rest] {
		return c, ErrNumber
	}
	c.Unit = rest
	c.Kind = Figure
	if minus {
		c.Value = -c.Value
	}
	return c, nil
}

// more takes 余 or 多 off what follows the digits.
func (c *Cell) more(rest string) string {
	for _, word := range []string{"余", "多"} {
		if after, ok := strings.CutPrefix(rest, word); ok {
			c.AtLeast = true
			return after
		}
	}
	return rest
}

// plain is the text in half-width characters, with every kind of dash as "-",
// without invisible characters and without blanks around it.
func plain(text string) string {
	s := strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Cf, r):
			return -1
		case unicode.Is(unicode.Pd, r), r == '−', r == '─':
			return '-'
		case r == '，' || r == '、' || r == '\'' || r == '’':
			return ','
		case r == '減':
			return '减'
		case r == '約':
			return '约'
		case r == '餘':
			return '余'
		case r == '萬':
			return '万'
		case r == '億':
			return '亿'
		case unicode.IsSpace(r):
			return ' '
		}
		return r
	}, norm.NFKC.String(text))
	return strings.TrimSpace(s)
}

// ungrouped takes thousands separators out of a number. Commas and blanks must
// stand before groups of three digits: in 52,15 the comma may be a decimal
// point.
func ungrouped(s string) (string, error) {
	if !strings.ContainsAny(s, ", ") {
		return s, nil
	}
	whole, part, point := strings.Cut(s, ".")
	if strings.ContainsAny(part, ", ") {
		return s, ErrGroups
	}
	groups := strings.FieldsFunc(whole, func(r rune) bool { return r == ',' || r == ' ' })
	separators := strings.Count(whole, ",") + strings.Count(whole, " ")
	if separators != len(groups)-1 || len(groups) == 0 || len(groups[0]) > 3 || strings.Contains(whole, ",") && strings.Contains(whole, " ") {
		return s, ErrGroups
	}
	for _, g := range groups[1:] {
		if len(g) != 3 {
			return s, ErrGroups
		}
	}
	whole = strings.Join(groups, "")
	if point {
		return whole + "." + part, nil
	}
	return whole, nil
}

// In is the amount of the cell in a unit of money, 元 or 万元; false if the
// cell prints no unit of money, or none of the amount can be said exactly.
func (c Cell) In(money string) (Number, bool) {
	yuan := map[string]Number{"元": 1, "万元": 10_000, "亿元": 100_000_000}
	from, to := yuan[c.Unit], yuan[money]
	if c.Kind != Figure || from == 0 || to == 0 {
		return 0, false
	}
	if from >= to {
		if f := from / to; c.Value <= most*unit/f {
			return c.Value * f, true
		}
		return 0, false
	}
	if f := to / from; c.Value%f == 0 {
		return c.Value / f, true
	}
	return 0, false
}

func shortened(s string) string {
	if r := []rune(strings.TrimSpace(s)); len(r) > 20 {
		return string(r[:20]) + "…"
	}
	return strings.TrimSpace(s)
}
