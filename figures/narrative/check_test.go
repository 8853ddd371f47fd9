package narrative

import (
	"fmt"
	"strings"
	"testing"

	"gongkai/figures/annual"
	"gongkai/figures/printed"
	"gongkai/law/form"
)

func TestNumbers(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"公开1130070条", "1130070条=1130070~10"},
		{"公开1,130,070条", "1,130,070条=1130070~10"},
		{"公开１１３００７０条", "１１３００７０条=1130070~10"},
		{"公开约113万余条", "约113万余条=1130000~10000"},
		{"公开113.01万条", "113.01万条=1130100~100"},
		{"经费1.2亿元", "1.2亿元=1.2~0.1"},
		{"收费3,400.50元", "3,400.50元=3400.5~0.01"},
		{"召开三十六场", "三十六场=36"},
		{"举办一百一十余次", "一百一十余次=110~10"},
		{"公开一百一十三万余条", "一百一十三万余条=1130000~10000"},
		{"答复一千零四十件", "一千零四十件=1040~10"},
		{"办结率百分之九十九点五", "百分之九十九点五=99.5~0.1"},
		{"占51.4％", "51.4％=51.4~0.1"},
		{"费用为零。", "零=0"},
		{"举办培训班十余次", "十余次=10~10"},
		{"近3千件", "近3千件=3000~1000"},
		{"超过100万条", "超过100万条=1000000~1000000"},
		{"36场,13次", "36场=36 13次=13"},
		{"36场，13次", "36场=36 13次=13"},
		{"共20件以上", "20件以上=20~10"},
		// What is no figure.
		{"2017年1月1日至12月31日，2016—2018年，2004年至2016年", ""},
		{"截止2017-12-31、2017.12.31、2017/6/30，9:00至17:30", ""},
		{"（中办发〔2016〕8号）、长府办发[2017]54号、公告第54号、(2017)第3号", ""},
		{"第二十一条第（三）项、第21条、第3位、第二届", ""},
		{"电话:88779005;传真:88779002;邮编:130011，0431-88779005，13912345678", ""},
		{"拨打12345政务服务便民热线，地址：普阳街3177号", ""},
		{"图1、图 12、附件2，见表3，附表1", ""},
		{"1.加强领导。2、强化监督；（3）推进公开。(一)其他", ""},
		{"一是加强。二是推进“一门式、一张网”，三个方面，“五公开”，十九大，十三五", ""},
		{"一窗申请、一表申报、一次提交、一窗出证，第一平台，千家万户", ""},
		{"互联网+、1+N、7×24小时、5G、G20、v2.0.1", ""},
		{"http://www.changchun.gov.cn/2017/123.html，abc123@qq.com", ""},
		{"《2017年20项重点任务》，15个工作日内答复，20日内，三年来，10余年", ""},
		{"{{figure 3.1.1}}件，【请核对：36】场", ""},
		{"二〇一八年三月十九日", ""},
		{"网上零距离，四位一体，三十而立", ""},
	} {
		var list []string
		for _, w := range numbers(c.text) {
			s := fmt.Sprintf("%s=%s", string([]rune(c.text)[w.start:w.end]), w.value)
			if w.grain != one {
				s += "~" + w.grain.String()
			}
			list = append(list, s)
		}
		if got := strings.Join(list, " "); got != c.want {
			t.Errorf("%s: %q, want %q", c.text, got, c.want)
		}
	}
}

func TestVerdicts(t *testing.T) {
	figures := seedFigures()
	for _, c := range []struct {
		text    string
		figure  string
		verdict Verdict
		replace string
	}{
		{"主动公开政府信息1130070条。", "1.1", Agrees, "{{figure 1.1 unit}}"},
		{"主动公开政府信息1,130,070条。", "1.1", Agrees, "{{figure 1.1 unit}}"},
		{"主动公开政府信息约113万余条。", "1.1", Rounded, "{{figure 1.1 unit}}"},
		{"主动公开政府信息113万条。", "1.1", Rounded, "{{figure 1.1 unit}}"},
		{"主动公开政府信息113.007万条。", "1.1", Agrees, "{{figure 1.1 unit}}"},
		{"主动公开政府信息近114万条。", "1.1", Rounded, "{{figure 1.1 unit}}"},
		{"主动公开政府信息超过100万条。", "1.1", Rounded, "{{figure 1.1 unit}}"},
		{"主动公开政府信息约114万条。", "1.1", Differs, ""},
		{"主动公开政府信息逾120万条。", "1.1", Differs, ""},
		{"主动公开政府信息1130000条。", "1.1", Differs, ""},
		{"全市举办新闻发布会110场。", "2.2.1", Agrees, "{{figure 2.2.1}}场"},
		{"市政府举办新闻发布会110场。", "本级新闻发布会场次", Differs, ""},
		{"市政府举办新闻发布会三十六场。", "本级新闻发布会场次", Agrees, "{{figure 本级新闻发布会场次 unit}}"},
		{"市政府网站公开政府信息959223条。", "1.2.2", Agrees, "{{figure 1.2.2 unit}}"},
		{"收到申请69152件，其中当面申请35567件，占51.4%。", "3.1.1 share 3.1", Agrees, "{{figure 3.1.1 share 3.1}}"},
		{"收到申请69152件，其中当面申请35567件，占51.5%。", "3.1.1 share 3.1", Differs, ""},
		{"行政复议1347件，其中被依法纠错572件，占比42.5%。", "4.2 share 4", Agrees, "{{figure 4.2 share 4}}"},
		{"收取费用0元。", "7", Agrees, "{{figure 7}}元"},
		{"收取费用0.5万元。", "7", Differs, ""},
		{"培训工作人员6667人次。", "9.3", Agrees, "{{figure 9.3 unit}}"},
		{"印发规范性文件12件。", "1.1.b", Unknown, ""},
		{"慰问困难群众12户。", "", Unknown, ""},
		{"政务微博微信公开政府信息39516条。", "政务微博微信公开数", Agrees, "{{figure 政务微博微信公开数 unit}}"},
		{"共收到69152件政府信息公开申请。", "3.1", Agrees, "{{figure 3.1 unit}}"},
		{"收到申请数量同比增长12.5%。", "", Unknown, ""},
		{"收到申请较上年增加1200件。", "", Unknown, ""},
		{"下一年计划举办培训班120期。", "", Unknown, ""},
		{"新闻发布会参加者800人。", "", Unknown, ""},
		{"通过政府网站公开工作动态类信息300条。", "", Unknown, ""},
		{"主动公开各类政府信息1130070条。", "1.1", Agrees, "{{figure 1.1 unit}}"},
		{"申请的按期办结率为99.96%。", "3.2.1 share 3.2", Agrees, ""},
		{"申请的按期办结率为98%。", "3.2.1 share 3.2", Differs, ""},
		{"经费5000亿元，收取费用99999999999亿元。", "7", Differs, ""},
	} {
		list := Check([]PartText{{"二、主动公开政府信息情况", "前段。\n\n" + c.text}}, figures)
		if len(list) == 0 {
			t.Errorf("%s: nothing asked", c.text)
			continue
		}
		q := list[len(list)-1]
		if q.Figure != c.figure || q.Verdict != c.verdict || q.Replace != c.replace || q.Paragraph != 1 || q.Line != 3 || q.Sentence == "" {
			t.Errorf("%s: %+v", c.text, q)
		}
	}
	if list := Check([]PartText{{"", "召开会议{{figure 9.1}}次，公开{{figure 1.1 unit}}。"}}, figures); len(list) > 0 {
		t.Errorf("inserted figures were asked about: %v", list)
	}
}

// figures2021 are a filled form: each cell has its place in the form as its
// number, from 1001, so that no two are alike.
func figures2021() []annual.Figure {
	f := form.ByCode("2021")
	var list []annual.Figure
	for i, cell := range f.Cells() {
		n := printed.Whole(int64(1001 + i))
		list = append(list, annual.Figure{Name: cell.String(), Label: f.Label(cell), Unit: f.Unit(cell), Text: n.String(), Value: n})
	}
	for i, n := range annual.Names {
		v := printed.Whole(int64(5001 + i))
		list = append(list, annual.Figure{Name: n.Name, Label: n.Name, Unit: n.Unit, Text: v.String(), Value: v})
	}
	return list
}

// TestMerged reads one number for two cells.
func TestMerged(t *testing.T) {
	text := []PartText{{"", "政务微博、微信公开政府信息39516条。"}}
	list := Check(text, few)
	if len(list) != 1 || list[0].Figure != "1.2.3+1.2.4" || list[0].Verdict != Agrees {
		t.Errorf("%+v", list)
	}
	both := append([]annual.Figure{number("政务微博微信公开数", "", "条", "38000")}, few...)
	if list := Check(text, both); list[0].Figure != "1.2.3+1.2.4" || list[0].Verdict != Agrees {
		t.Errorf("the sum of channels beside what was counted once: %+v", list)
	}
	text[0].Text = strings.ReplaceAll(text[0].Text, "39516", "38000")
	if list := Check(text, both); list[0].Figure != "政务微博微信公开数" || list[0].Verdict != Agrees {
		t.Errorf("what was counted once beside the sum of channels: %+v", list)
	}
}

// TestNewerForm reads sentences as reports of the newer forms have them: the
// brackets hold the figure that the number before them must mean.
func TestNewerForm(t *testing.T) {
	figures := figures2021()
	value := func(name string) printed.Number {
		var sum printed.Number
		for _, n := range strings.Split(name, "+") {
			f, ok := lookup(figures)(n)
			if !ok {
				t.Fatalf("no figure %s", n)
			}
			sum += f.Value
		}
		return sum
	}
	asked, right := 0, 0
	for _, text := range []string{
		"全年共收到政府信息公开申请[B1.total]件，其中自然人申请[B1.natural]件，商业企业[B1.org_business]件，科研机构[B1.org_research]件，法律服务机构[B1.org_legal]件；上年结转[B2.total]件。",
		"本年新收申请[B1.total]件，上年度结转申请[B2.total]件，结转下年度继续办理[B4.total]件。",
		"共收到[B1.total]件政府信息公开申请，结转至下一年度办理[B4.total]件。",
		"办理结果方面，予以公开[B3.1.total]件，部分公开[B3.2.total]件，因属于国家秘密不予公开[B3.3.1.total]件，涉及第三方合法权益[B3.3.4.total]件，属于内部事务信息[B3.3.5.total]件，过程性信息[B3.3.6.total]件，本机关不掌握相关政府信息[B3.4.1.total]件，重复申请[B3.5.2.total]件，逾期不补正[B3.6.1.total]件。",
		"因政府信息公开引发的行政复议[C1.total]件，其中结果维持[C1.maintained]件，结果纠正[C1.corrected]件，其他结果[C1.other]件，尚未审结[C1.pending]件。",
		"行政诉讼[C2.total+C3.total]件，其中未经复议直接起诉[C2.total]件，复议后起诉[C3.total]件。",
		"全年制发行政规范性文件[A02.issued]件，废止[A02.repealed]件，现行有效规范性文件[A02.in_force]件；作出行政许可决定[A05.decisions]件，行政处罚[A06a.decisions]件，行政强制[A06b.decisions]件，行政事业性收费[A08.amount]万元。",
		"发布政策解读稿件[政策解读稿件数]篇，召开新闻发布会[新闻发布会次数]场，举办培训班[培训班次数]期，培训[培训人次]人次，回应关切[回应关切事项数]件。",
	} {
		want := []string{}
		plain := ""
		for i, s := range strings.FieldsFunc(text, func(r rune) bool { return r == '[' || r == ']' }) {
			if i%2 == 1 {
				want = append(want, s)
				s = value(s).String()
			}
			plain += s
		}
		got := Check([]PartText{{"三、收到和处理政府信息公开申请情况", plain}}, figures)
		if len(got) != len(want) {
			t.Errorf("%s: %d numbers, want %d", plain, len(got), len(want))
			continue
		}
		for i, q := range got {
			asked++
			if q.Figure == want[i] && q.Verdict == Agrees {
				right++
			} else {
				t.Errorf("%s %s: %s (%s), want %s", q.Clause, q.Number, q.Figure, q.Verdict, want[i])
			}
		}
	}
	t.Logf("%d of %d numbers at their figure", right, asked)
}

// TestSpoken finds a sense for every named figure and every cell of the forms
// that reports tell, so that a new one is not forgotten.
func TestSpoken(t *testing.T) {
	for _, code := range []string{"2014", "2019", "2021"} {
		f := form.ByCode(code)
		var list []annual.Figure
		for _, cell := range f.Cells() {
			list = append(list, annual.Figure{Name: cell.String()})
		}
		spoken := map[string]bool{}
		for _, s := range senses(list) {
			spoken[s.own] = true
			for _, names := range s.figures {
				for _, n := range strings.FieldsFunc(names, func(r rune) bool { return r == '+' || r == '÷' }) {
					spoken[n] = true
				}
			}
		}
		for _, n := range annual.Names {
			if !spoken[n.Name] {
				t.Errorf("%s: nothing is said of %s", code, n.Name)
			}
		}
		for _, cell := range f.Cells() {
			// Of outcomes by kind of applicant, results by their route, and
			// catalogues, reports tell in the table alone.
			if code == "2014" || cell.Column == "total" {
				if !spoken[cell.String()] {
					t.Errorf("%s: nothing is said of %s", code, cell)
				}
			}
		}
	}
}
