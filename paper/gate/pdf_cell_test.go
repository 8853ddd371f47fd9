package gate

import (
	"fmt"
	"strings"
	"testing"
)

// row is a line of a table, its cells at these places, the lines of a cell
// parted by |.
func row(y float64, cells ...string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "0.5 w 60 %.0f m 560 %.0f l S\n", y+20, y+20)
	for i, cell := range cells {
		for k, line := range strings.Split(cell, "|") {
			x := 65 + 160*float64(i)
			set := latin
			if strings.ContainsFunc(line, func(r rune) bool { return r > 0x7F }) {
				set = hanzi
			}
			b.WriteString(set(x, y-22*float64(k), line))
		}
	}
	return b.String()
}

func TestPDFCells(t *testing.T) {
	for _, c := range []struct {
		name  string
		pages []string
		kind  Kind // "" for a page that is clean
		match string
		page  int
	}{
		{"a number spaced and broken in a narrow column", []string{row(700, "1", "李杰", "卡号") + row(650, "2", "王芳", "6205 223|9 7530 1|394 337")},
			BankCard, "6205 2239 7530 1394 337", 1},
		{"under a heading of the page before", []string{row(700, "序号", "姓名", "通行证号码") + row(650, "1", "张三", ""), row(700, "2", "李四", "Ｈ０７３２２|１０６")},
			Passport, "Ｈ０７３２２１０６", 2},
		{"an address in a narrow column", []string{row(700, "序号", "姓名", "家庭住址") + row(650, "1", "张三", "农安县乐|山镇兴隆|村5组")}, Address, "农安县乐山镇兴隆村5组", 1},
		{"from one page to the next", []string{hanzi(60, 60, "补贴发放至常洋海银行卡") + latin(260, 60, "6230588865"), latin(60, 780, "293043934")}, BankCard, "6230588865293043934", 2},
		{"two rows are not one number", []string{row(700, "编号", "数量") + row(650, "22010219", "8") + row(630, "80010100", "9") + row(610, "12", "7")}, "", "", 0},
		{"two cells side by side are not one number", []string{row(700, "编号", "数量", "单价") + row(650, "1382508", "4820", "12") + row(630, "1392508", "4821", "12")}, "", "", 0},
		{"a public mailbox at the end of a line", []string{hanzi(60, 700, "　　如有意见请书面反映或发送电子邮件到") + latin(410, 700, "mzj@changchun.go") + latin(60, 680, "v.cn")}, "", "", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newPDF()
			for _, p := range c.pages {
				s.page("", p)
			}
			r := inspectPDF(t, s.bytes())
			found := false
			for _, f := range r.Findings {
				if c.kind == "" && f.Kind.Row().Stops {
					t.Errorf("%s %q is told", f.Kind, f.Match)
				}
				if f.Kind == c.kind && strings.Contains(f.Match, c.match) {
					found = true
					if f.Place.Page != c.page || f.Place.Box == ([4]int{}) {
						t.Errorf("told on page %d at %v", f.Place.Page, f.Place.Box)
					}
				}
			}
			if c.kind != "" && !found {
				t.Errorf("not found: %+v", r.Findings)
			}
		})
	}
}

// A table that is set in lines of a text has its headings far above.
func TestTableInLines(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       Kind
	}{
		{"parted by tabs", "序号\t姓名\t家庭电话\n" + strings.Repeat("1\t张三\t\n", 30) + "2\t李四\t0755-66923961\n", Landline},
		{"parted by blanks, a cell empty", "序号  姓名  备注  现住址\n" + strings.Repeat("1  张三  无  \n", 30) + "2  李四    吴中桃花源50-4-801\n", Address},
		{"an office's line", "序号  单位  咨询电话\n1  民政局  0431-88618400\n", ""},
	} {
		l := &look{ctx: t.Context(), limits: Usual}
		if err := l.setTable(Place{Part: "file"}, c.text); err != nil {
			t.Fatal(err)
		}
		var kinds []string
		for _, f := range l.report.Findings {
			kinds = append(kinds, string(f.Kind))
		}
		if got := strings.Join(kinds, " "); got != string(c.want) {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}
