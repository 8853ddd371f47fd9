package desk

import (
	"context"
	"fmt"
	"hash/fnv"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"gongkai/affairs/account"
	"gongkai/affairs/journal"
	"gongkai/affairs/report"
	"gongkai/figures/annual"
	"gongkai/figures/narrative"
	"gongkai/law/form"
	"gongkai/office"
	"gongkai/web/page"
)

// reportShowPage is one report being made: what is to be done, what is in the
// way, and everything that was done.
type reportShowPage struct {
	Form  *page.Form
	Key   reportKey
	C     office.Compiled
	Title string
	State reportState
	Due   reportDue
	Next  string
	Steps []reportStep
	// Obstacles are what signing waits for, each with the place that mends it.
	Obstacles []obstacle
	Asks      []askRow
	Moved     []annual.Movement
	Questions []narrative.Question
	Editions  []editionRow
	Missing   []string
	History   []deedLine
	may       func(journal.Act) bool
}

// reportStep is one of the steps from the first number to the public report.
type reportStep struct {
	Name, Href   string
	Word, Colour string // how it stands; "" while N places are left
	N            int
}

// obstacle is a sentence that says why it cannot be signed, and where to go.
type obstacle struct {
	Text string
	Link page.Link
}

// askRow is a finding of the check.
type askRow struct {
	office.Ask
	Field string // of its explanation
	Label string // of the cell to look at; "" where it is no cell
	Cells []page.Link
	Mend  page.Link
	By    string // who explained it
}

// editionRow is one signed edition.
type editionRow struct {
	N         int
	Signature report.Signature
	Who       string
	Public    bool
	Last      bool
}

// askField is the name of the field in which a finding is explained.
func askField(id string) string {
	h := fnv.New32a()
	h.Write([]byte(id))
	return fmt.Sprintf("explain-%08x", h.Sum32())
}

func (k reportKey) figure(name string) string { return k.href() + "/figure/" + url.PathEscape(name) }
func (k reportKey) number(name string) string { return k.href() + "/numbers#" + numberField(name) }
func (k reportKey) part(i int) string         { return k.href() + "/text#" + partField(i) }

func (d *Desk) reportShow(w http.ResponseWriter, r *http.Request, o *Official) error {
	k, _, err := d.reportOf(r, o, account.LookReport)
	if err != nil {
		return err
	}
	return d.reportShowAgain(w, r, o, k, &page.Form{}, http.StatusOK)
}

func (d *Desk) reportShowAgain(w http.ResponseWriter, r *http.Request, o *Official, k reportKey, f *page.Form, status int) error {
	p, err := d.reportShowPage(r.Context(), o, k, f)
	if err != nil {
		return err
	}
	return page.Render(w, r, status, d.reportView(p))
}

func (d *Desk) reportShowPage(ctx context.Context, o *Official, k reportKey, f *page.Form) (reportShowPage, error) {
	c, err := d.Office.CompileReport(ctx, k.Agency, k.Year, office.CompileOptions{})
	if err != nil {
		return reportShowPage{}, err
	}
	v := c.Report
	p := reportShowPage{Form: f, Key: k, C: c, Title: c.Edition.Title, State: reportStateOf(v), Due: d.reportDueOf(v, k.Year, c.Scope.Level)}
	p.may = func(act journal.Act) bool { return v.May(act) && o.MayIn(act, k.Agency) }
	if v.State == "" {
		return p, nil
	}
	if f.Get("dated-year") == "" {
		f.SetDate("dated", d.Office.Today().String())
	}
	people := map[account.Login]string{}
	name := func(login account.Login) string {
		if _, known := people[login]; !known && err == nil {
			people[login], err = d.personName(ctx, login)
		}
		return people[login]
	}
	for _, m := range c.Members {
		if m.Missing() {
			p.Missing = append(p.Missing, page.Tf(ctx, "%s（%s）", shortName(ctx, m.Agency), page.T(ctx, m.Report.State.Name())))
		}
	}
	for _, a := range c.Asks {
		p.Asks = append(p.Asks, k.askRow(c, a, f, name(a.Answer.By)))
	}
	p.Obstacles = k.obstacles(c, p.Asks, p.Missing)
	p.Questions = c.Numbers
	last, err2 := d.lastEdition(ctx, k)
	if err2 != nil {
		return p, err2
	}
	if last != nil {
		p.Moved = annual.Moved(c.Edition.Figures, last.Figures)
	}
	for i, s := range v.Signed {
		p.Editions = append(p.Editions, editionRow{N: i + 1, Signature: s, Who: name(s.By), Public: v.Public == i+1, Last: i+1 == len(v.Signed)})
	}
	slices.Reverse(p.Editions)
	if err != nil {
		return p, err
	}
	p.Steps = p.steps()
	p.Next = p.next()
	p.History, err = d.history(ctx, v.Thing())
	return p, err
}

// lastEdition is the edition of the year before that everybody reads; nil if
// there is none.
func (d *Desk) lastEdition(ctx context.Context, k reportKey) (*annual.Edition, error) {
	list, err := d.Office.Store.ReportsOf(ctx, k.Agency)
	if err != nil {
		return nil, err
	}
	for _, v := range list {
		if s, ok := v.PublicSignature(); ok && v.Year == k.Year-1 {
			e, err := d.Office.ReadEdition(ctx, s.Hash)
			return &e, err
		}
	}
	return nil, nil
}

// askRow is a finding with the links to what it rests on and to what mends it.
func (k reportKey) askRow(c office.Compiled, a office.Ask, f *page.Form, by string) askRow {
	row := askRow{Ask: a, Field: askField(a.ID), By: by}
	if _, typed := f.Values[row.Field]; !typed && a.Answer.Text != "" {
		f.Set(row.Field, a.Answer.Text)
	}
	if _, ok := c.Form.Column(a.Cell); ok {
		row.Label = c.Form.Label(a.Cell)
	}
	for _, cell := range a.Cells {
		row.Cells = append(row.Cells, page.Link{Text: c.Form.Label(cell), Href: k.figure(cell.String())})
	}
	switch {
	case a.ByGate() && strings.HasPrefix(a.Sentence, "附件"):
		row.Mend = page.Link{Text: "去换附件", Href: "#attachments"}
	case a.ByGate():
		row.Mend = page.Link{Text: "去改文字", Href: k.part(k.partSaying(c, a))}
	case strings.HasPrefix(a.ID, "text:"):
		row.Mend = page.Link{Text: "去改文字", Href: k.part(k.partAsking(c, a))}
	case a.ID == "blank":
		row.Mend = page.Link{Text: "去补报", Href: k.number(firstBlank(c))}
	case row.Label == "":
	default:
		row.Mend = page.Link{Text: "去补报", Href: k.number(declarable(c.Form, a))}
	}
	return row
}

// partAsking is the part of the text in which the number of a finding stands.
func (k reportKey) partAsking(c office.Compiled, a office.Ask) int {
	for _, q := range c.Numbers {
		if "text:"+q.Figure+":"+q.Number == a.ID {
			return q.Part
		}
	}
	return 0
}

// partSaying is the part of the text in which the gate found something.
func (k reportKey) partSaying(c office.Compiled, a office.Ask) int {
	return max(0, slices.IndexFunc(c.Report.Parts, func(p report.Part) bool { return strings.HasPrefix(a.Sentence, "“"+p.Heading+"”") }))
}

// firstBlank is the first cell that has no number and may be declared.
func firstBlank(c office.Compiled) string {
	for _, fig := range c.Edition.Figures {
		if cell, ok := c.Form.Cell(fig.Name); ok && fig.Text == "" {
			if col, _ := c.Form.Column(cell); col.From.Fact != form.Sum {
				return fig.Name
			}
		}
	}
	return ""
}

// declarable is the cell of a finding at which a number can be stated: the one
// named first, or where that is a sum one of its parts.
func declarable(f *form.Form, a office.Ask) string {
	for _, cell := range append([]form.Cell{a.Cell}, a.Cells...) {
		if col, ok := f.Column(cell); ok && col.From.Fact != form.Sum {
			return cell.String()
		}
	}
	return a.Cell.String()
}

// obstacles are office.Compiled.Obstacles, each with the place that mends it.
func (k reportKey) obstacles(c office.Compiled, asks []askRow, missing []string) []obstacle {
	var list []obstacle
	for _, a := range asks {
		switch {
		case a.Hard:
			list = append(list, obstacle{a.Sentence, a.Mend})
		case a.Open():
			list = append(list, obstacle{a.Sentence, page.Link{Text: "去说明", Href: "#" + a.Field}})
		}
	}
	for _, v := range c.Problems {
		i := slices.IndexFunc(c.Report.Parts, func(part report.Part) bool { return part.Heading == v.Part })
		list = append(list, obstacle{v.Text, page.Link{Text: "去改文字", Href: k.part(max(i, 0))}})
	}
	if len(missing) > 0 {
		list = append(list, obstacle{fmt.Sprintf("还有%d个机关的年度报告没有接收：%s", len(missing), strings.Join(missing, "、")),
			page.Link{Text: "看汇总情况", Href: "/desk/reports?year=" + strconv.Itoa(k.Year)}})
	}
	return list
}

// steps say how far the report is.
func (p reportShowPage) steps() []reportStep {
	v := p.C.Report
	blank, open := 0, 0
	for _, fig := range p.C.Edition.Figures {
		if _, ok := p.C.Form.Cell(fig.Name); ok && fig.Text == "" {
			blank++
		}
	}
	for _, a := range p.Asks {
		if a.Open() {
			open++
		}
	}
	var list []reportStep
	left := func(n int, name, href string) {
		v := reportStep{Name: name, Href: href, Word: "完成", Colour: "green"}
		if n > 0 && p.C.Report.State == report.Drafting {
			v.Word, v.Colour, v.N = "", "orange", n
		}
		list = append(list, v)
	}
	// Each of the last steps is done in its state and in those after it.
	reached := slices.IndexFunc(report.States, func(row struct {
		State report.State
		Name  string
	}) bool {
		return row.State == v.State
	})
	past := func(state int, name string) {
		s := reportStep{Name: name, Word: "未到", Colour: "grey"}
		if reached >= state {
			s.Word, s.Colour = "完成", "green"
		}
		list = append(list, s)
	}
	left(blank, "核对数字，补报平台没有记录的", p.Key.href()+"/numbers")
	left(len(p.C.Problems), "核对、补充文字", p.Key.href()+"/text")
	left(open, "改正或者说明核验出的问题", "#checks")
	if len(p.C.Members) > 0 {
		left(len(p.Missing), "接收各机关的报告", "/desk/reports?year="+strconv.Itoa(p.Key.Year))
	}
	past(1, "签发报告")
	if !v.Level {
		past(2, "报送上级")
		past(3, "上级接收")
	}
	past(4, "公布")
	return list
}

// next says in a sentence what is to be done now.
func (p reportShowPage) next() string {
	v := p.C.Report
	switch v.State {
	case report.Drafting:
		switch {
		case v.Returned != "":
			return "报告被退回或者重新办理。按理由修改，改好后重新签发、报送。"
		case len(p.Obstacles) > 0:
			return "下面列出了签发以前要办的事，逐条办理，都办完就可以签发。"
		case p.may(journal.ReportSign):
			return "没有要改的了。通读预览，核对无误后签发。"
		}
		return "没有要改的了。请负责人通读、签发。"
	case report.Signed:
		if v.Level {
			return "报告已经签发，内容不再变动。可以公布了。"
		}
		return "报告已经签发，内容不再变动。请报送上级；发现问题可以先撤回签发。"
	case report.Submitted:
		if p.may(journal.ReportAccept) {
			return "请审阅：没有问题就接收，有问题写明理由退回。"
		}
		return "报告已经报送，等上级接收。"
	case report.Accepted:
		return "上级已经接收，可以公布了。"
	}
	return "报告已经公布。发现错误的，在报告旁边发布更正；需要重做的，写明理由重新办理。"
}

// publicHref is the report on the portal; "" before it is published.
func (p reportShowPage) publicHref() string {
	if p.C.Report.Public == 0 {
		return ""
	}
	return "/reports/" + strconv.Itoa(p.Key.Year) + "/" + string(p.Key.Agency)
}

// signed says whether there is an edition to be compared with the record.
func (p reportShowPage) signed() bool { return len(p.Editions) > 0 }

// verdicts are what became of comparing a number in the text.
var verdicts = map[narrative.Verdict]reportState{
	narrative.Agrees: {"", "一致", "green"}, narrative.Rounded: {"", "约数，一致", "green"},
	narrative.Differs: {"", "不一致", "red"}, narrative.Unknown: {"", "没有认出", "grey"},
}
