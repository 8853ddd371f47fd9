package narrative

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"gongkai/figures/annual"
	"gongkai/figures/printed"
)

// Verdict is what became of comparing a number in the text.
type Verdict string

// The verdicts.
const (
	Agrees  Verdict = "agrees"  // with the figure, to the last digit
	Rounded Verdict = "rounded" // with the figure, as a rounded number
	Differs Verdict = "differs"
	Unknown Verdict = "unknown" // no figure was recognised, or it is blank
)

// Question is a number that was typed by hand, with the figure that it seems to
// mean.
type Question struct {
	Part      int    `json:"part"`      // from 0
	Heading   string `json:"heading"`   // of the part
	Paragraph int    `json:"paragraph"` // from 0
	Line      int    `json:"line"`      // in the part's text, from 1: where the paragraph begins
	Offset    int    `json:"offset"`    // characters from the paragraph's beginning
	Number    string `json:"number"`    // as written: 约113万余条
	Clause    string `json:"clause"`
	// Figure is its name, a sum's joined by "+", a share's by " share "; ""
	// where none was recognised.
	Figure   string  `json:"figure"`
	Label    string  `json:"label"`
	Value    string  `json:"value"` // the figure's, as printed
	Verdict  Verdict `json:"verdict"`
	Sentence string  `json:"sentence"` // for people
	// Replace is what may stand in place of the number, where it agrees.
	Replace string `json:"replace"`
}

// Check reads every number typed by hand in the parts and asks about each.
// Dates, documents, articles, telephones and marks of lists are no figures, and
// what is inserted needs no question.
func Check(parts []PartText, figures []annual.Figure) []Question {
	return newChecker(figures).check(parts)
}

func newChecker(figures []annual.Figure) *checker {
	c := &checker{senses: senses(figures), figures: map[string]annual.Figure{}, sums: map[string]string{}}
	for _, s := range c.senses {
		for _, name := range s.figures {
			if strings.Contains(name, "+") {
				c.sums[name] = s.said()
			}
		}
	}
	for _, f := range figures {
		if _, ok := c.figures[f.Name]; !ok {
			c.figures[f.Name] = f
		}
	}
	return c
}

func (c *checker) check(parts []PartText) []Question {
	list := []Question{}
	for i, part := range parts {
		before := ""
		for j, p := range paragraphs(part.Text) {
			place := Question{Part: i, Heading: part.Heading, Paragraph: j, Line: p.line}
			list = append(list, c.paragraph(place, p.text, before)...)
			before = last(p.text, 60)
		}
	}
	return list
}

type checker struct {
	senses  []sense
	figures map[string]annual.Figure
	sums    map[string]string // what sums of figures are called
}

// said is the figure in the words that reports have for it.
func (s sense) said() string { return strings.ReplaceAll(s.words[0], "…", "") }

func (c *checker) paragraph(place Question, text, before string) []Question {
	runes := []rune(halfWidth(text))
	list := numbers(text)
	var out []Question
	for i, w := range list {
		from, to := 0, len(runes)
		if i > 0 {
			from = list[i-1].end
		}
		if i+1 < len(list) {
			to = list[i+1].start
		}
		v := view(runes, w, from, to)
		v.heading, v.before = halfWidth(place.Heading), halfWidth(before)+v.before
		q := place
		q.Offset = w.start
		q.Number = string([]rune(text)[w.start:w.end])
		q.Clause = clause(text, w)
		if w.small && len(c.guess(v, w)) == 0 && !strings.HasPrefix(string(runes[w.digits:]), "零") {
			continue // 共两次: in passing
		}
		c.judge(&q, v, w)
		out = append(out, q)
	}
	return out
}

// surroundings are the words around a number.
type surroundings struct {
	near    string // left of it, within its clause or after the number before
	right   string // right of it, to the end of the clause
	left    string // left of it, within the sentence
	before  string // the text before the sentence
	heading string
}

const (
	clauseEnds   = "，,;。!?:\n"
	sentenceEnds = "。!?\n"
)

func view(runes []rune, w written, from, to int) surroundings {
	var v surroundings
	sentence := 0
	near := from
	for i := w.start - 1; i >= 0; i-- {
		if strings.ContainsRune(sentenceEnds, runes[i]) {
			sentence = i + 1
			break
		}
	}
	near = max(near, sentence)
	for i := w.start - 1; i >= near; i-- {
		if strings.ContainsRune(clauseEnds, runes[i]) {
			// A clause without words of its own continues the one before:
			// 规范性文件，约1500个.
			if len([]rune(strings.Trim(string(runes[i+1:w.start]), " 共计为达有其中约全部总"))) < 2 {
				continue
			}
			near = i + 1
			break
		}
	}
	v.near = string(runes[near:w.start])
	v.left = string(runes[sentence:w.start])
	v.before = string(runes[:sentence])
	end := w.end
	for end < to && end < w.end+14 && !strings.ContainsRune(clauseEnds+"、的和及", runes[end]) {
		end++
	}
	v.right = string(runes[w.end:end])
	return v
}

// guess is a figure that a number may mean.
type guess struct {
	sense sense
	name  string // "" if the report has none of the sense's figures
	score float64
}

// enough is the score below which words are thought to mean nothing.
const enough = 7.5

// guess are the figures that the words around speak of, the likeliest first.
func (c *checker) guess(v surroundings, w written) []guess {
	if subject.MatchString(v.near) {
		return nil
	}
	var list []guess
	for _, s := range c.senses {
		score, ok := s.score(v, w)
		if !ok || score < enough {
			continue
		}
		list = append(list, guess{s, c.name(s, v), score})
	}
	slices.SortStableFunc(list, func(a, b guess) int { return cmp.Compare(b.score, a.score) })
	return list
}

// subject is what publications are about, 政务动态类信息: no form counts them by
// that, nor does 各类信息 say it.
var subject = regexp.MustCompile(`[^各]类(?:政府|政务)?信息[共约]*$`)

// score says how much the words speak of the figure; false if they cannot.
func (s sense) score(v surroundings, w written) (float64, bool) {
	shares := slices.Contains(s.units, "%")
	if w.percent != shares {
		return 0, false
	}
	money := slices.Contains(s.units, "元")
	if spent := strings.HasSuffix(w.unit, "元"); spent != money && (spent || w.unit != "") {
		return 0, false
	}
	for _, word := range s.not {
		if strings.Contains(v.near, word) {
			return 0, false
		}
	}
	score := 0.0
	for _, word := range s.words {
		if n, gap, tail := found(v.near, word); n > 0 {
			score = max(score, 3*float64(n)-0.15*float64(gap)-0.1*float64(min(tail, 20)))
		}
		if n, gap, _ := found(v.right, word); n > 0 {
			score = max(score, 1.8*float64(n)-0.1*float64(gap))
		}
		// 收到8份政府信息公开申请: the number stands within the words.
		if strings.Contains(word, "…") && v.right != "" {
			if n, gap, tail := found(v.near+v.right, word); n > 0 && tail < count(v.right) {
				score = max(score, 2.4*float64(n)-0.15*float64(gap))
			}
		}
	}
	if score == 0 {
		return 0, false
	}
	if len(s.topic) > 0 {
		if p := latest(v.left, s.topic); p > 0 {
			score += 3 * p
		} else if p := latest(v.before, s.topic); p > 0 {
			score += 1.5*p - 1
		} else if latest(v.heading, s.topic) > 0 {
			score--
		} else {
			return 0, false
		}
	}
	switch {
	case w.unit == "" || len(s.units) == 0:
	case slices.Contains(s.units, w.unit):
		score += 3
	case strings.HasPrefix(w.unit, "人") != strings.HasPrefix(s.units[0], "人") && !slices.Contains(s.units, "人次"):
		return 0, false // occasions are not counted in people
	default:
		score -= 5
	}
	return score + float64(s.part), true
}

// found looks for a pattern at its last place in a text: how many characters of
// it there are, how many stand between its pieces, and how many after it.
func found(text, pattern string) (length, gap, tail int) {
	head, rest, split := strings.Cut(pattern, "…")
	if !split {
		i := strings.LastIndex(text, pattern)
		if i < 0 {
			return 0, 0, 0
		}
		return count(pattern), 0, count(text[i+len(pattern):])
	}
	for end := len(text); ; {
		i := strings.LastIndex(text[:end], head)
		if i < 0 {
			return 0, 0, 0
		}
		at := i + len(head)
		length, gap = count(head), 0
		ok := true
		for more := rest; more != ""; {
			var word string
			word, more, _ = strings.Cut(more, "…")
			j := strings.Index(text[at:], word)
			if j < 0 || count(text[at:at+j]) > 24 {
				ok = false
				break
			}
			gap += count(text[at : at+j])
			at += j + len(word)
			length += count(word)
		}
		if ok {
			return length, gap, count(text[at:])
		}
		end = i
	}
}

func count(s string) int { return len([]rune(s)) }

// latest says how far into the text the last of the words stands, 0 to 1; 0 if
// there is none.
func latest(text string, words []string) float64 {
	most := 0.0
	for _, word := range words {
		head, _, _ := strings.Cut(word, "…")
		if n, gap, tail := found(text, word); n > 0 && head != "" {
			whole := float64(count(text))
			most = max(most, (whole-float64(tail)-float64(gap)/2)/whole)
		}
	}
	return most
}

var (
	ownWords   = []string{"市政府", "县政府", "区政府", "本级", "我局", "本机关", "我委", "本局", "我办", "人民政府"}
	wholeWords = []string{"全市", "全县", "全区", "我市", "各级", "各部门", "各单位", "各地", "市直", "全系统", "累计"}
	places     = []string{"政府网站", "政府门户", "政府公报", "政府信息", "政府常务", "政府办公", "政府工作", "政府令"}
)

// name is the figure of the sense that the report has; of two scopes the one
// that the text spoke of last.
func (c *checker) name(s sense, v surroundings) string {
	if s.own != "" {
		if _, ok := c.figures[s.own]; ok {
			left := v.left
			for _, p := range places {
				left = strings.ReplaceAll(left, p, strings.Repeat("口", count(p)))
			}
			// 市政府 of “市政府网站” is gone with its second half; what is
			// left speaks of who acts.
			own, whole := latest(left, ownWords), latest(left, wholeWords)
			if own > whole {
				return s.own
			}
		}
	}
	first := ""
	for _, name := range s.figures {
		known := true
		blank := false
		for _, n := range strings.FieldsFunc(name, func(r rune) bool { return r == '+' || r == '÷' }) {
			f, ok := c.figures[n]
			known = known && ok
			blank = blank || f.Text == ""
		}
		if known && !blank {
			return name
		}
		if known && first == "" {
			first = name
		}
	}
	if _, ok := c.figures[s.own]; ok && first == "" {
		return s.own
	}
	return first
}

// elsewhere are words that speak of a change, of another year or of a plan: no
// figure of the year is that.
var elsewhere = regexp.MustCompile(`(?:比|较)(?:上年|上一年|去年|同期|前年)|同比|环比|增长|增幅|(?:增加|减少|提高)了?$|下降|上升|去年|上年(?:度)?(?:同期|为|收到|公开)|计划|力争|目标|预计|不少于|不低于|至少|以来(?:已|共|累计)`)

// judge fills in what became of the number.
func (c *checker) judge(q *Question, v surroundings, w written) {
	if other := elsewhere.FindString(v.near); other != "" {
		q.Verdict = Unknown
		q.Sentence = "“" + q.Number + "”说的好像不是本年的数（“" + other + "”），表中没有，请核对。"
		return
	}
	list := c.guess(v, w)
	if len(list) == 0 {
		if w.percent && c.share(q, v, w) {
			return
		}
		q.Verdict = Unknown
		q.Sentence = "“" + q.Number + "”说的是哪一个数，没有认出来，请核对。"
		return
	}
	best := list[0]
	// What people tell in one number may be the sum of two cells, or what was
	// counted once.
	for _, name := range best.sense.figures {
		if _, sum := c.sums[name]; sum && !c.same(best, w) && c.same(guess{name: name}, w) {
			best.name = name
		}
	}
	// Where words leave it open, the figure that says the same is meant.
	for _, g := range list[1:] {
		if g.score < best.score-0.75 {
			break
		}
		if !c.same(best, w) && c.same(g, w) {
			best = g
			break
		}
	}
	if best.name == "" {
		q.Verdict = Unknown
		q.Sentence = "“" + q.Number + "”好像是“" + best.sense.said() + "”的数，本报告没有统计，请核对。"
		return
	}
	c.compare(q, best.name, w)
}

func (c *checker) same(g guess, w written) bool {
	if g.name == "" {
		return false
	}
	var q Question
	c.compare(&q, g.name, w)
	return q.Verdict == Agrees || q.Verdict == Rounded
}

// share is a percentage of a whole: 占申请总数的51.4%.
func (c *checker) share(q *Question, v surroundings, w written) bool {
	i := strings.LastIndex(v.left, "占")
	if i < len(v.left)-len(v.near) {
		return false
	}
	counted := written{unit: "", value: w.value}
	// What has the share stands before 占, with its number between or not.
	first := v
	first.left = v.left[:i]
	first.near = first.left
	for _, end := range []string{"，", ",", ";"} {
		if j := strings.LastIndex(strings.TrimRight(first.near, "，,;"), end); j >= 0 {
			first.near = first.near[j:]
		}
	}
	parts := c.guess(first, counted)
	whole := v
	whole.near, whole.left, whole.right = v.left[i:], v.left[i:], ""
	wholes := c.guess(whole, counted)
	if len(parts) == 0 || parts[0].name == "" {
		return false
	}
	of := parts[0].name
	over := ""
	if len(wholes) > 0 {
		over = wholes[0].name
	}
	if over == "" || over == of {
		over = c.above(of)
	}
	if over == "" {
		return false
	}
	c.compare(q, of+"÷"+over, w)
	return true
}

// above is the cell that a cell is a part of: 3.1 of 3.1.1, B1.total of
// B1.natural, B3.7.total of an outcome; "" if none of the figures is.
func (c *checker) above(name string) string {
	if _, ok := c.figures["B3.7.total"]; ok && strings.HasPrefix(name, "B3.") && !strings.HasPrefix(name, "B3.7") {
		return "B3.7.total"
	}
	if strings.ContainsAny(name, "+÷") {
		name = strings.FieldsFunc(name, func(r rune) bool { return r == '+' || r == '÷' })[0]
	}
	for i := strings.LastIndexByte(name, '.'); i > 0; i = strings.LastIndexByte(name[:i], '.') {
		for _, up := range []string{name[:i], name[:i] + ".total"} {
			if _, ok := c.figures[up]; ok && up != name {
				return up
			}
		}
	}
	return ""
}

// compare compares the number with the figure of that name, a sum, or a
// quotient.
func (c *checker) compare(q *Question, name string, w written) {
	find := func(n string) (annual.Figure, bool) { f, ok := c.figures[n]; return f, ok }
	of, over, quotient := strings.Cut(name, "÷")
	f, err := summed(strings.Split(of, "+"), find)
	q.Figure, q.Label = of, c.label(of)
	var v Verdict
	switch {
	case err != nil:
	case quotient:
		q.Figure = of + " share " + over
		q.Label = c.label(of) + "占" + c.label(over) + "的百分比"
		whole, e := summed(strings.Split(over, "+"), find)
		if e != nil {
			err = e
			break
		}
		if q.Value, err = percent(f.Value, whole.Value, min(w.places, 6)); err == nil {
			v = Differs
			if c, e := printed.Read(strings.TrimSuffix(q.Value, "%")); e == nil && c.Value == w.value {
				v = Agrees
			}
			if w.about || w.atLeast || w.over || w.under {
				if exact, e := percent(f.Value, whole.Value, 6); e == nil {
					c, _ := printed.Read(strings.TrimSuffix(exact, "%"))
					v = w.against(c.Value)
				}
			}
		}
	default:
		q.Value = f.Text + f.Unit
		n := f.Value
		if from, by := inYuan(w.unit, w.unit), inYuan(f.Unit, w.unit); by != 0 && abs(n) < mostMoney/by && w.value < mostMoney/from {
			w.value, w.grain, n = w.value*from, w.grain*from, n*by
		}
		v = w.against(n)
		if w.percent && v == Differs {
			v = w.rounds(n)
		}
	}
	if err != nil {
		q.Verdict = Unknown
		q.Sentence = "“" + q.Number + "”好像是“" + q.Label + "”，" + err.Error() + "，请核对。"
		return
	}
	q.Verdict = v
	insert := "{{figure " + q.Figure + "}}"
	if !quotient && w.unit != "" && w.unit == f.Unit {
		insert = "{{figure " + q.Figure + " unit}}"
	} else if w.unit != "" && !quotient {
		insert += w.unit
	}
	switch v {
	case Agrees:
		q.Replace = insert
		if quotient && w.places != 1 {
			q.Replace = "" // it would be printed with one decimal
		}
		q.Sentence = "“" + q.Number + "”与“" + q.Label + "”（" + q.Value + "）相符"
		if q.Replace != "" {
			q.Sentence += "，可以换成 " + q.Replace
		}
		q.Sentence += "。"
	case Rounded:
		q.Replace = insert
		if quotient {
			q.Replace = ""
		}
		q.Sentence = "“" + q.Number + "”是“" + q.Label + "”（" + q.Value + "）的约数，相符。"
	case Differs:
		q.Sentence = "“" + q.Number + "”与“" + q.Label + "”不符：表中为 " + q.Value + "。是写错了，还是说的另一个数？"
	}
}

// mark is what numbers a row: （一）, 1., 其中：.
var mark = regexp.MustCompile(`^(?:[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）|\d+\.|其中：)`)

// label is the figure as people call it.
func (c *checker) label(name string) string {
	if said := c.sums[name]; said != "" {
		return said
	}
	var words []string
	for _, n := range strings.Split(name, "+") {
		f := c.figures[n]
		label := mark.ReplaceAllString(f.Label, "")
		if label == "" {
			label = n
		}
		words = append(words, label)
	}
	return strings.Join(words, "、") + map[bool]string{true: "之和"}[len(words) > 1]
}

// mostMoney is below what a number holds: larger amounts are compared as they
// are written, and differ.
const mostMoney = printed.Number(1 << 62)

// inYuan is how many yuan the unit of a figure is, where both are money; else 0.
func inYuan(of, written string) printed.Number {
	yuan := map[string]printed.Number{"元": 1, "万元": 10_000, "亿元": 100_000_000}
	if yuan[written] == 0 {
		return 0
	}
	return yuan[of]
}

// against compares the number, rounded as its words say, with the value.
//
// 余 and 多 mean that much and less than one of the last digit more; 约 means
// half of the last digit either way; 超过 and 近 the same on one side. 万 and 亿
// without such a word round to the last digit too. Above the tens a rounded
// number may be no more than a tenth away, with 约 a twentieth: 约1000多 is not
// what one writes for 1517.
func (w written) against(v printed.Number) Verdict {
	if w.value == v {
		return Agrees
	}
	ok := false
	switch {
	case w.over:
		ok = v >= w.value && v < w.value+w.grain
	case w.atLeast:
		ok = v >= w.value && v < w.value+w.grain && (w.grain <= 10*one || 10*(v-w.value) <= v)
	case w.under:
		ok = v < w.value && v >= w.value-w.grain
	case w.about:
		ok = w.grain != one && 2*abs(v-w.value) <= w.grain && 20*abs(v-w.value) <= v
	case w.scaled:
		ok = 2*abs(v-w.value) <= w.grain
	}
	if ok {
		return Rounded
	}
	return Differs
}

// rounds says whether a percentage is the value, rounded to its decimals.
func (w written) rounds(v printed.Number) Verdict {
	grain := one
	for range w.places {
		grain /= 10
	}
	if 2*abs(v-w.value) <= grain {
		return Rounded
	}
	return Differs
}

func abs(n printed.Number) printed.Number { return max(n, -n) }

// clause is the clause of the text in which the number stands.
func clause(text string, w written) string {
	runes := []rune(text)
	start, end := w.start, w.end
	for start > 0 && !strings.ContainsRune("，,；;。！？", runes[start-1]) {
		start--
	}
	for end < len(runes) && !strings.ContainsRune("，,；;。！？", runes[end]) {
		end++
	}
	return strings.TrimSpace(string(runes[start:end]))
}

func last(s string, n int) string {
	r := []rune(s)
	return string(r[max(0, len(r)-n):])
}
