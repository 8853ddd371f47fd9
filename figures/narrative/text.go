package narrative

import (
	"errors"
	"fmt"
	"math/big"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"gongkai/figures/annual"
	"gongkai/figures/printed"
)

// PartText is a part of the report as it is typed. The heading is given by the
// form; see [Headings].
type PartText struct {
	Heading string
	Text    string
}

// Known is what a text may insert.
type Known struct {
	Figures []annual.Figure
	Charts  []int    // their numbers
	Tables  []string // codes of the form's tables
}

// The refusals of what stands in braces.
var (
	ErrBraces = errors.New("大括号没有成对，应写成 {{figure 名称}} 的形式")
	ErrInsert = errors.New("只能插入 {{figure 名称}}、{{chart 图号}}、{{table 表号}}")
	ErrOption = errors.New("名称之后只能写 unit（连同单位），或者 share 加另一个名称（占它的百分比）")
	ErrFigure = errors.New("没有叫这个名称的数")
	ErrChart  = errors.New("没有这个图")
	ErrTable  = errors.New("没有这张表")
	ErrBlank  = errors.New("这个数还没有填")
	ErrShare  = errors.New("所占的总数为零，算不出百分比")
	ErrDoubt  = errors.New("上年的数字还没有核对")

	ErrUnwritten = errors.New("这里还没有写")
)

// Problem is something in the text that has to be mended before it is signed.
type Problem struct {
	Part  string // its heading
	Line  int    // in the part's text, from 1
	Words string // the sentence in which it stands
	Err   error  // one of the refusals
	Text  string // for people, whole
}

// Parsed is a part that was read.
type Parsed struct {
	Heading    string
	paragraphs []paragraph
}

// paragraph is one with the line it begins on.
type paragraph struct {
	line   int
	pieces []piece
}

// piece is text, or what is inserted.
type piece struct {
	text   string // as typed, braces included
	insert kind
	names  []string // figures that are added up
	unit   bool
	share  []string // figures of the whole; nil for none
	number int      // of a chart
	table  string
	line   int
	words  string
}

type kind int

const (
	plain kind = iota
	figure
	chart
	table
)

// Parse reads a part and says what in it cannot be inserted. Pieces with a
// problem stand in the result as they were typed.
func Parse(part PartText, known Known) (Parsed, []Problem) {
	r := reader{part: part, known: known, parsed: Parsed{Heading: part.Heading}}
	for _, p := range paragraphs(part.Text) {
		r.paragraph(p)
	}
	return r.parsed, r.problems
}

// typed is a paragraph as it was typed, lines joined.
type typed struct {
	line int
	text string
}

// paragraphs are those of a text. Lines within one are joined, as Chinese text
// has no blanks between words; the blanks with which people indent fall away.
func paragraphs(text string) []typed {
	var list []typed
	open := false
	for i, line := range strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n") {
		line = strings.Trim(line, " \t\r\u3000\u00a0")
		switch {
		case line == "":
			open = false
		case open:
			list[len(list)-1].text += line
		default:
			list = append(list, typed{i + 1, line})
			open = true
		}
	}
	return list
}

type reader struct {
	part     PartText
	known    Known
	parsed   Parsed
	problems []Problem
}

var doubt = regexp.MustCompile(`【请(?:核对|填写)：[^】]*】`)

// typedWide are braces as Chinese keyboards type them.
var typedWide = strings.NewReplacer("｛｛", "{{", "｝｝", "}}")

func (r *reader) paragraph(t typed) {
	t.text = typedWide.Replace(t.text)
	p := paragraph{line: t.line}
	rest, at := t.text, 0
	add := func(x piece) {
		x.line, x.words = t.line, sentenceAt(t.text, at)
		p.pieces = append(p.pieces, x)
	}
	for _, m := range doubt.FindAllStringIndex(t.text, -1) {
		err := ErrDoubt
		if strings.HasPrefix(t.text[m[0]:], "【请填写") {
			err = ErrUnwritten
		}
		r.problem(t, m[0], err, "“"+t.text[m[0]:m[1]]+"”")
	}
	for rest != "" {
		start := strings.Index(rest, "{{")
		stray := strings.Index(rest, "}}")
		if start < 0 || stray >= 0 && stray < start {
			if stray >= 0 {
				r.problem(t, at+stray, ErrBraces, "")
			}
			add(piece{text: rest})
			break
		}
		if start > 0 {
			add(piece{text: rest[:start]})
		}
		rest, at = rest[start:], at+start
		end := strings.Index(rest, "}}")
		if end < 0 {
			r.problem(t, at, ErrBraces, "")
			add(piece{text: rest})
			break
		}
		whole := rest[:end+2]
		x, about, err := r.insert(whole[2:end])
		x.text = whole
		if err != nil {
			x = piece{text: whole}
			r.problem(t, at, err, about)
		}
		add(x)
		rest, at = rest[end+2:], at+end+2
	}
	r.parsed.paragraphs = append(r.parsed.paragraphs, p)
}

// insert reads what stands between braces. about is what the refusal is about.
func (r *reader) insert(s string) (p piece, about string, err error) {
	words := strings.Fields(halfWidth(s))
	if len(words) < 2 {
		return p, "“{{" + s + "}}”", ErrInsert
	}
	switch name := words[1]; words[0] {
	case "figure":
		p.insert, p.names = figure, strings.Split(name, "+")
		options := words[2:]
		switch {
		case len(options) == 1 && options[0] == "unit":
			p.unit = true
		case len(options) == 2 && options[0] == "share":
			p.share = strings.Split(options[1], "+")
		case len(options) > 0:
			return p, "“{{" + s + "}}”", ErrOption
		}
		for _, n := range slices.Concat(p.names, p.share) {
			if !slices.ContainsFunc(r.known.Figures, func(f annual.Figure) bool { return f.Name == n }) {
				return p, "“" + n + "”" + offered(r.known.Figures, n), ErrFigure
			}
		}
	case "chart":
		n, e := strconv.Atoi(strings.TrimPrefix(name, "图"))
		if len(words) > 2 || e != nil || !slices.Contains(r.known.Charts, n) {
			return p, "“" + name + "”", ErrChart
		}
		p.insert, p.number = chart, n
	case "table":
		if len(words) > 2 || !slices.Contains(r.known.Tables, name) {
			return p, "“" + name + "”", ErrTable
		}
		p.insert, p.table = table, name
	default:
		return p, "“{{" + s + "}}”", ErrInsert
	}
	return p, "", nil
}

func (r *reader) problem(t typed, at int, err error, about string) {
	r.problems = append(r.problems, newProblem(r.part.Heading, t.line, sentenceAt(t.text, at), err, about))
}

func newProblem(part string, line int, words string, err error, about string) Problem {
	text := fmt.Sprintf("第 %d 行：", line) + about
	if part != "" {
		text = "“" + part + "”" + text
	}
	return Problem{Part: part, Line: line, Words: words, Err: err, Text: text + err.Error() + "。所在的句子：" + words}
}

// sentenceAt is the sentence of the text around a byte.
func sentenceAt(text string, at int) string {
	start, end := 0, len(text)
	for i, c := range text {
		if c != '。' && c != '！' && c != '？' {
			continue
		}
		if i < at {
			start = i + len(string(c))
		} else {
			end = i + len(string(c))
			break
		}
	}
	return strings.TrimSpace(text[start:end])
}

// offered names the figures that may have been meant: "，是不是“3.1.1”（当面申请数）".
func offered(figures []annual.Figure, name string) string {
	type near struct {
		figure annual.Figure
		apart  int
	}
	var list []near
	most := max(1, len([]rune(name))/2)
	for _, f := range figures {
		apart := distance(name, f.Name)
		if strings.Contains(f.Name, name) || len([]rune(name)) > 1 && strings.Contains(f.Label, name) {
			apart = min(apart, 1)
		}
		apart = min(apart, distance(name, f.Label))
		if apart <= most {
			list = append(list, near{f, apart})
		}
	}
	slices.SortStableFunc(list, func(a, b near) int { return a.apart - b.apart })
	if len(list) == 0 {
		return ""
	}
	var words []string
	for _, n := range list[:min(3, len(list))] {
		s := "“" + n.figure.Name + "”"
		if n.figure.Label != "" && n.figure.Label != n.figure.Name {
			s += "（" + n.figure.Label + "）"
		}
		words = append(words, s)
	}
	return "（是不是 " + strings.Join(words, "、") + "？）"
}

// distance is how many characters have to be changed, added or dropped.
func distance(a, b string) int {
	x, y := []rune(a), []rune(b)
	row := make([]int, len(y)+1)
	for j := range row {
		row[j] = j
	}
	for i := range x {
		before := row[0]
		row[0] = i + 1
		for j := range y {
			step := before
			if x[i] != y[j] {
				step++
			}
			before = row[j+1]
			row[j+1] = min(step, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(y)]
}

// Resolve puts the figures in. A piece keeps the name of its figure, of a share
// that of the part; of a sum the names joined by "+". What has no figure, or a
// blank one, stays as it was typed and is among the problems.
//
// A chart or table alone in its paragraph is only placed; in a sentence a chart
// leaves its number: 见图3.
func Resolve(parts []Parsed, figures func(name string) (annual.Figure, bool)) ([]annual.Part, []Problem) {
	var list []annual.Part
	var problems []Problem
	for _, part := range parts {
		done := annual.Part{Heading: part.Heading, Paragraphs: []annual.Paragraph{}}
		for _, p := range part.paragraphs {
			var out annual.Paragraph
			alone := !slices.ContainsFunc(p.pieces, func(x piece) bool {
				return x.insert == figure || x.insert == plain && strings.TrimSpace(x.text) != ""
			})
			for _, x := range p.pieces {
				switch x.insert {
				case figure:
					text, err := x.print(figures)
					if err != nil {
						problems = append(problems, newProblem(part.Heading, x.line, x.words, err, "“"+x.text+"”"))
						out = append(out, annual.Piece{Text: x.text})
						continue
					}
					out = append(out, annual.Piece{Text: text, Figure: strings.Join(x.names, "+")})
				case chart:
					if !slices.Contains(done.Charts, x.number) {
						done.Charts = append(done.Charts, x.number)
					}
					if !alone {
						out = append(out, annual.Piece{Text: "图" + strconv.Itoa(x.number)})
					}
				case table:
					if !slices.Contains(done.Tables, x.table) {
						done.Tables = append(done.Tables, x.table)
					}
				default:
					if !alone {
						out = append(out, annual.Piece{Text: x.text})
					}
				}
			}
			if len(out) > 0 {
				done.Paragraphs = append(done.Paragraphs, out)
			}
		}
		list = append(list, done)
	}
	return list, problems
}

// print is the figure as it stands in the text: without separators, as reports
// print numbers.
func (x piece) print(figures func(string) (annual.Figure, bool)) (string, error) {
	f, err := summed(x.names, figures)
	if err != nil {
		return "", err
	}
	switch {
	case x.share != nil:
		whole, err := summed(x.share, figures)
		if err != nil {
			return "", err
		}
		return percent(f.Value, whole.Value, 1)
	case x.unit:
		return f.Text + f.Unit, nil
	}
	return f.Text, nil
}

// summed is the figure of that name, or the sum of several.
func summed(names []string, figures func(string) (annual.Figure, bool)) (annual.Figure, error) {
	var sum annual.Figure
	for i, n := range names {
		f, ok := figures(n)
		switch {
		case !ok:
			return f, ErrFigure
		case f.Text == "":
			return f, ErrBlank
		case i == 0:
			sum = f
			continue
		}
		sum.Value += f.Value
		sum.Text = sum.Value.String()
		sum.Name += "+" + f.Name
		sum.Label += "与" + f.Label
	}
	return sum, nil
}

// percent is part of whole in hundredths, rounded half up to so many decimals.
func percent(part, whole printed.Number, decimals int) (string, error) {
	if whole <= 0 || part < 0 {
		return "", ErrShare
	}
	scale := int64(200)
	for range decimals {
		scale *= 10
	}
	n := new(big.Int).Mul(big.NewInt(int64(part)), big.NewInt(scale))
	n.Add(n, big.NewInt(int64(whole)))
	s := n.Quo(n, new(big.Int).Mul(big.NewInt(2), big.NewInt(int64(whole)))).String()
	if decimals == 0 {
		return s + "%", nil
	}
	for len(s) <= decimals {
		s = "0" + s
	}
	return s[:len(s)-decimals] + "." + s[len(s)-decimals:] + "%", nil
}

// halfWidth is the text with full-width letters, digits and signs made narrow,
// character for character. The full-width comma stays: in a text it ends a
// clause and separates no thousands.
func halfWidth(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '，':
			return r
		case r >= '！' && r <= '～':
			return r - 0xFEE0
		case r == '\u3000' || r == '\u00a0':
			return ' '
		}
		return r
	}, s)
}

// Typed is a text as it reads, with nothing inserted any more: what readers of
// a signed report see, to compare it with others or to check it again.
func Typed(parts []annual.Part) []PartText {
	list := make([]PartText, len(parts))
	for i, p := range parts {
		var text []string
		for _, x := range p.Paragraphs {
			text = append(text, x.String())
		}
		list[i] = PartText{p.Heading, strings.Join(text, "\n\n")}
	}
	return list
}
