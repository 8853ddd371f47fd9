package annual

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"gongkai/affairs/agency"
	"gongkai/figures/printed"
	"gongkai/law/form"
)

// Peer is one agency with its counts, for charts that set agencies side by side.
type Peer struct {
	Code   agency.Code
	Name   string // short
	Kind   agency.Kind
	Counts Counter
}

// drawing makes one chart; ok is false where there is nothing to show.
type drawing struct {
	part  string // a word of the heading of the part it stands in
	title string
	shape Shape
	unit  string
	fill  func(*canvas) bool
}

// canvas is a chart while it is drawn, with what it may draw.
type canvas struct {
	Chart
	figures []Figure
	peers   []Peer
	form    *form.Form
}

// Charts are the charts of a report: those of which the figures or the peers
// have something to show, numbered in the order of the parts. headings are the
// parts' headings; a chart whose part is missing stands in the first.
// in[i] lists the numbers of the charts of part i.
func Charts(f *form.Form, headings []string, figures []Figure, peers []Peer) (list []Chart, in [][]int) {
	in = make([][]int, len(headings))
	placed := make([][]Chart, len(headings))
	for _, d := range drawings {
		c := &canvas{Chart: Chart{Title: d.title, Kind: d.shape, Unit: d.unit}, figures: figures, peers: peers, form: f}
		if !d.fill(c) || !c.any() || len(headings) == 0 {
			continue
		}
		c.Alt = c.words()
		at := max(slices.IndexFunc(headings, func(h string) bool { return strings.Contains(h, d.part) }), 0)
		placed[at] = append(placed[at], c.Chart)
	}
	for i, part := range placed {
		for _, c := range part {
			c.Number = len(list) + 1
			list = append(list, c)
			in[i] = append(in[i], c.Number)
		}
	}
	return list, in
}

// drawings are the charts in their order: overall, by part.
var drawings = []drawing{
	{"综", "各类机关主动公开政府信息数", Bars, "条", func(c *canvas) bool { return c.byKind(form.Source{Fact: form.Published}) }},
	{"综", "主动公开政府信息最多的十个机关", Rows, "条", func(c *canvas) bool { return c.top(10, form.Source{Fact: form.Published}) }},
	{"综", "新闻发布会和在线访谈", Bars, "次", func(c *canvas) bool {
		return c.pairs("总次数", []string{"新闻发布会", "在线访谈"}, []string{"新闻发布会次数", "在线访谈次数"}) &&
			c.pairs("主要负责同志参加", nil, []string{"主要负责同志参加新闻发布会数", "主要负责同志参加在线访谈数"})
	}},
	{"综", "政策解读", Bars, "篇、场", func(c *canvas) bool {
		return c.pairs("数量", []string{"政策解读稿件", "政策解读活动"}, []string{"政策解读稿件数", "政策解读活动场次"})
	}},
	{"综", "建议、提案、议案办理结果公开", Shares, "件", func(c *canvas) bool {
		return c.sources("件数", []string{"建议", "提案", "议案"}, form.Proposals, "suggestion", "proposal", "motion")
	}},
	{"综", "政务微博与政务微信公开", Shares, "条", func(c *canvas) bool {
		return c.sources("条数", []string{"政务微博", "政务微信"}, form.OnChannel, "weibo", "wechat")
	}},
	{"综", "规范性文件的流量与存量", Bars, "件", func(c *canvas) bool {
		return c.pairs("件数", []string{"本年制发", "本年公开", "本年废止", "年末现行有效"}, []string{"本年制发规范性文件数", "主动公开规范性文件总数", "本年废止规范性文件数", "年末现行有效规范性文件数"})
	}},
	{"综", "政府信息公开查阅点分布", Rows, "个", func(c *canvas) bool { return c.top(15, form.Source{Fact: form.ReadingPoints}) }},
	{"综", "收到申请最多的十个机关", Rows, "件", func(c *canvas) bool { return c.top(10, form.Source{Fact: form.Received}) }},
	{"综", "申请中的咨询、投诉", Shares, "件", func(c *canvas) bool {
		return c.pairs("件数", []string{"政府信息公开申请", "咨询、投诉、信访"}, []string{"其中政府信息公开申请数", "其中咨询投诉数"})
	}},
	{"综", "答复用时中位数最长的十个机关", Rows, "个工作日", func(c *canvas) bool { return c.top(10, form.Source{Fact: Median}) }},
	{"综", "行政复议纠错率最高的十个机关（审结10件以上）", Rows, "%", func(c *canvas) bool { return c.corrected(10, 10) }},
	{"主动公开", "各渠道公开政府信息数", Rows, "条", func(c *canvas) bool {
		return c.sources("条数", []string{"政府网站", "政府公报", "政务微博、微信", "其他方式"}, form.OnChannel, "website", "gazette", "social", "other")
	}},
	{"申请", "申请答复结果", Rows, "件", func(c *canvas) bool { return c.outcomes() }},
	{"申请", "申请人类别", Shares, "件", func(c *canvas) bool { return c.row("B1") }},
	{"诉讼", "行政复议和行政诉讼结果", Bars, "件", func(c *canvas) bool { return c.remedies() }},
	{"其他", "会议和培训", Bars, "次", func(c *canvas) bool {
		return c.pairs("次数", []string{"工作会议", "培训班"}, []string{"工作会议次数", "培训班次数"})
	}},
}

func (c *canvas) figure(name string) (Figure, bool) {
	i := slices.IndexFunc(c.figures, func(f Figure) bool { return f.Name == name })
	if i < 0 || c.figures[i].Text == "" {
		return Figure{}, false
	}
	return c.figures[i], true
}

// pairs adds a series of named figures, one for each label; labels nil keeps
// those of the first series.
func (c *canvas) pairs(series string, labels, names []string) bool {
	s := Series{Name: series, Figures: names}
	for _, name := range names {
		f, ok := c.figure(name)
		if !ok {
			return false
		}
		s.Values = append(s.Values, f.Value)
	}
	if labels != nil {
		c.Labels = labels
	}
	c.Series = append(c.Series, s)
	return true
}

// sources adds a series of the cells or named figures that count the fact
// narrowed to each part.
func (c *canvas) sources(series string, labels []string, fact form.Fact, parts ...string) bool {
	s := Series{Name: series}
	for _, part := range parts {
		want := form.Source{Fact: fact, Of: []string{part}}
		i := slices.IndexFunc(c.figures, func(f Figure) bool { return f.Text != "" && !f.Own && Same(f.From.Source(), want) })
		if i < 0 {
			return false
		}
		s.Values, s.Figures = append(s.Values, c.figures[i].Value), append(s.Figures, c.figures[i].Name)
	}
	c.Labels, c.Series = labels, []Series{s}
	return true
}

// kinds of agencies as charts group them.
var kinds = []struct {
	kind agency.Kind
	name string
}{{agency.County, "县（市、区）"}, {agency.Zone, "开发区"}, {agency.Department, "市政府部门"}, {agency.Government, "市政府"}}

func (c *canvas) byKind(s form.Source) bool {
	var sums [4]printed.Number
	for _, p := range c.peers {
		n, ok := p.Counts.Count(s)
		i := slices.IndexFunc(kinds[:], func(k struct {
			kind agency.Kind
			name string
		}) bool {
			return k.kind == p.Kind
		})
		if ok && i >= 0 {
			sums[i] += n
		}
	}
	series := Series{Name: "数量"}
	for i, k := range kinds {
		if sums[i] != 0 {
			c.Labels, series.Values = append(c.Labels, k.name), append(series.Values, sums[i])
		}
	}
	c.Series = []Series{series}
	return len(c.Labels) > 1
}

// bar is one agency with its number.
type bar struct {
	name string
	n    printed.Number
	code string // "" for the level itself, whose report prints the number of all
}

func (p Peer) bar(n printed.Number) bar {
	if p.Kind == agency.Government {
		return bar{p.Name, n, ""}
	}
	return bar{p.Name, n, string(p.Code)}
}

func (c *canvas) top(most int, s form.Source) bool {
	var list []bar
	for _, p := range c.peers {
		if n, ok := p.Counts.Count(s); ok && n > 0 {
			list = append(list, p.bar(n))
		}
	}
	name := slices.IndexFunc(Names, func(n Name) bool { return !n.Own && Same(n.From, s) })
	if name < 0 {
		return false
	}
	return c.ranked(list, most, Names[name].Name)
}

func (c *canvas) corrected(most int, least int64) bool {
	var list []bar
	for _, p := range c.peers {
		of, _ := p.Counts.Count(form.Source{Fact: form.Reconsidered, Of: []string{"corrected"}})
		all, ok := p.Counts.Count(form.Source{Fact: form.Reconsidered, Of: []string{"maintained", "corrected", "other"}})
		if ok && all >= printed.Whole(least) {
			list = append(list, p.bar(printed.Whole((2000*int64(of)/int64(all)+1)/2)/10))
		}
	}
	return c.ranked(list, most, "复议纠错率")
}

// ranked draws the longest bars; figure is what each agency's own report calls
// its number.
func (c *canvas) ranked(list []bar, most int, figure string) bool {
	slices.SortStableFunc(list, func(a, b bar) int { return cmp.Compare(b.n, a.n) })
	list = list[:min(len(list), most)]
	s := Series{Name: "数量", Figure: figure}
	for _, b := range list {
		c.Labels, s.Values, s.Agencies = append(c.Labels, b.name), append(s.Values, b.n), append(s.Agencies, b.code)
	}
	c.Series = []Series{s}
	return len(list) > 1
}

// outcomes is the replies: the rows of the form of 2014, or the groups of the
// newer ones.
func (c *canvas) outcomes() bool {
	s := Series{Name: "件数"}
	add := func(label string, names ...string) {
		var sum printed.Number
		for _, name := range names {
			f, ok := c.figure(name)
			if !ok {
				return
			}
			sum += f.Value
		}
		c.Labels, s.Values = append(c.Labels, label), append(s.Values, sum)
		if len(names) == 1 {
			s.Figures = append(s.Figures, names[0])
		}
	}
	if _, old := c.form.Row("3.3"); old {
		for _, r := range c.form.Rows {
			if r.Parent == "3.3" {
				_, label, _ := strings.Cut(r.Name, ".")
				add(strings.TrimSuffix(strings.TrimSuffix(label, "数"), "答复"), r.Code)
			}
		}
	} else {
		groups := []struct{ code, label string }{{"B3.1", "予以公开"}, {"B3.2", "部分公开"}, {"B3.3", "不予公开"}, {"B3.4", "无法提供"}, {"B3.5", "不予处理"}, {"B3.6", "其他处理"}}
		for _, g := range groups {
			var names []string
			for _, r := range c.form.Rows {
				if r.Table == "B" && len(r.Columns) > 0 && (r.Code == g.code || r.Parent == g.code) {
					names = append(names, r.Code+".total")
				}
			}
			add(g.label, names...)
		}
	}
	if len(s.Figures) != len(s.Values) {
		s.Figures = nil
	}
	c.Series = []Series{s}
	return len(c.Labels) > 1
}

// row is the columns of a row but its total.
func (c *canvas) row(code string) bool {
	r, ok := c.form.Row(code)
	if !ok || len(r.Columns) < 2 {
		return false
	}
	s := Series{Name: "件数"}
	for _, col := range r.Columns[:len(r.Columns)-1] {
		name := form.Cell{Row: code, Column: col.Code}.String()
		f, ok := c.figure(name)
		if !ok {
			return false
		}
		c.Labels, s.Values, s.Figures = append(c.Labels, col.Name), append(s.Values, f.Value), append(s.Figures, name)
	}
	c.Series = []Series{s}
	return true
}

func (c *canvas) remedies() bool {
	if _, old := c.form.Row("4.1"); old {
		return c.pairs("行政复议", []string{"维持或驳回", "依法纠错", "其他情形"}, []string{"4.1", "4.2", "4.3"}) &&
			c.pairs("行政诉讼", nil, []string{"5.1", "5.2", "5.3"})
	}
	names := func(row string) []string {
		return []string{row + ".maintained", row + ".corrected", row + ".other", row + ".pending"}
	}
	return c.pairs("行政复议", []string{"结果维持", "结果纠正", "其他结果", "尚未审结"}, names("C1")) &&
		c.pairs("未经复议直接起诉", nil, names("C2")) && c.pairs("复议后起诉", nil, names("C3"))
}

// any says whether there is anything but nothing to draw.
func (c *canvas) any() bool {
	return slices.ContainsFunc(c.Series, func(s Series) bool {
		return slices.ContainsFunc(s.Values, func(n printed.Number) bool { return n != 0 })
	})
}

// words is the chart in one sentence, for those who cannot see it.
func (c *canvas) words() string {
	var b strings.Builder
	b.WriteString(c.Title + "（" + c.Unit + "）：")
	for i, s := range c.Series {
		if i > 0 {
			b.WriteString("；")
		}
		if len(c.Series) > 1 {
			b.WriteString(s.Name + " ")
		}
		var total printed.Number
		for _, n := range s.Values {
			total += n
		}
		for j, n := range s.Values {
			if j > 0 {
				b.WriteString("，")
			}
			b.WriteString(c.Labels[j] + " " + n.String())
			if c.Kind == Shares && total > 0 {
				b.WriteString("（" + strconv.FormatFloat(float64(n)*100/float64(total), 'f', 1, 64) + "%）")
			}
		}
	}
	return b.String() + "。"
}
