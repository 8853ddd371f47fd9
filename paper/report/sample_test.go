package report

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gongkai/affairs/agency"
	"gongkai/figures/annual"
	"gongkai/figures/printed"
	"gongkai/law/form"
)

var papers = flag.String("papers", "", "a folder to write the reports of the tests into, to be looked at")

// save writes a file to be looked at.
func save(t testing.TB, name string, data []byte) {
	t.Helper()
	if *papers == "" {
		return
	}
	if err := os.WriteFile(filepath.Join(*papers, name), data, 0o644); err != nil {
		t.Fatal(err)
	}
}

// counter counts what it was told.
type counter map[string]printed.Number

func key(s form.Source) string {
	return fmt.Sprintf("%s|%s|%s", s.Fact, strings.Join(s.Of, ","), s.Applicant)
}

func (c counter) Count(s form.Source) (printed.Number, bool) {
	n, ok := c[key(s)]
	return n, ok
}

// of2017 are the numbers of a city of 2017.
var of2017 = map[string]int64{
	"1.1": 1130070, "1.1.a": 1069, "1.1.b": 1102, "1.2.1": 1238, "1.2.2": 959223, "1.2.3": 20117, "1.2.4": 19399, "1.2.5": 130093,
	"2.1": 1812, "2.2.1": 110, "2.2.1.a": 74, "2.2.2": 99, "2.2.2.a": 55, "2.2.3": 736, "2.2.4": 1423, "2.2.5": 389,
	"3.1.1": 35567, "3.1.2": 208, "3.1.3": 33142, "3.1.4": 235, "3.2.1": 69123, "3.2.2": 29,
	"3.3.1": 312, "3.3.2": 68303, "3.3.3": 10, "3.3.4.1": 1, "3.3.4.2": 20, "3.3.4.3": 5, "3.3.4.4": 0, "3.3.4.5": 5, "3.3.4.6": 30,
	"3.3.5": 302, "3.3.6": 128, "3.3.7": 16, "3.3.8": 20, "4.1": 496, "4.2": 572, "4.3": 279, "5.1": 132, "5.2": 8, "5.3": 15,
	"6": 22671, "7": 0, "8.1": 63, "8.2": 1575, "8.3.1": 141, "8.3.2": 512, "9.1": 110, "9.2": 116, "9.3": 6667,
}

// others are numbers that no cell has.
var others = []struct {
	n  int64
	of form.Source
}{
	{39516, form.Source{Fact: form.OnChannel, Of: []string{"social"}}},
	{31, form.Source{Fact: form.DocumentsOut, Of: []string{"normative"}}}, {4, form.Source{Fact: form.DocumentsEnded, Of: []string{"normative"}}},
	{1533, form.Source{Fact: form.DocumentsHeld, Of: []string{"normative"}}}, {41, form.Source{Fact: form.Events}}, {23, form.Source{Fact: form.Experts}},
	{201361, form.Source{Fact: form.Responses}}, {3923, form.Source{Fact: form.Responses, Of: []string{"weibo", "wechat"}}},
	{842, form.Source{Fact: form.Proposals}}, {402, form.Source{Fact: form.Proposals, Of: []string{"suggestion"}}}, {418, form.Source{Fact: form.Proposals, Of: []string{"proposal"}}}, {22, form.Source{Fact: form.Proposals, Of: []string{"motion"}}},
	{69152, form.Source{Fact: form.Received}}, {1214, form.Source{Fact: form.Statutory}}, {67938, form.Source{Fact: form.Blended}},
	{0, form.Source{Fact: form.Closed, Of: []string{"late"}}}, {69152, form.Source{Fact: form.Closed}}, {7, form.Source{Fact: annual.Median}},
	{1347, form.Source{Fact: form.Reconsidered, Of: []string{"maintained", "corrected", "other"}}}, {155, form.Source{Fact: form.Sued, Of: []string{"maintained", "corrected", "other"}}},
	{63, form.Source{Fact: annual.Members}}, {63, form.Source{Fact: form.Reports}}, {5911, form.Source{Fact: form.TrainedPersons}},
}

// peers are sixty-three agencies, some with long names.
func peers() []annual.Peer {
	var list []annual.Peer
	for i := range int64(63) {
		name, kind := fmt.Sprintf("第%d局", i+1), agency.Department
		switch {
		case i < 10:
			name, kind = fmt.Sprintf("第%d区", i+1), agency.County
		case i < 15:
			name, kind = fmt.Sprintf("第%d经济技术开发区管委会", i+1), agency.Zone
		case i%5 == 0:
			name = fmt.Sprintf("城市管理行政执法第%d支队", i+1)
		}
		list = append(list, annual.Peer{Code: agency.Code(fmt.Sprintf("A%02d", i)), Name: name, Kind: kind, Counts: counter{
			key(form.Source{Fact: form.Published}):                                                      printed.Whole(60000 / (i + 1)),
			key(form.Source{Fact: form.ReadingPoints}):                                                  printed.Whole(300 / (i + 1)),
			key(form.Source{Fact: form.Received}):                                                       printed.Whole(31000 / (i*i + 1)),
			key(form.Source{Fact: annual.Median}):                                                       printed.Whole(i % 15),
			key(form.Source{Fact: form.Reconsidered, Of: []string{"corrected"}}):                        printed.Whole(i),
			key(form.Source{Fact: form.Reconsidered, Of: []string{"maintained", "corrected", "other"}}): printed.Whole(2*i + 5),
		}})
	}
	return list
}

// filler is text as long as a real paragraph.
const filler = "各级机关按照要求，把公开贯穿于办理公文、召开会议、回应关切的全过程，明确责任，限期办结，并由专门机构逐月核对数字，核对的结果在内部通报，发现漏报、错报的当月改正。"

func sentence(words string, figures ...annual.Figure) annual.Paragraph {
	p := annual.Paragraph{{Text: words}}
	for _, f := range figures {
		p = append(p, annual.Piece{Text: f.Label}, annual.Piece{Text: f.Text, Figure: f.Name}, annual.Piece{Text: f.Unit + "，"})
	}
	return append(p, annual.Piece{Text: strings.Repeat(filler, 2)})
}

// city is a report of a city by the form of 2014 with all its charts.
func city(t testing.TB) annual.Edition {
	t.Helper()
	f := form.ByCode("2014")
	counts := counter{}
	for code, n := range of2017 {
		c, ok := f.Column(form.Cell{Row: code, Column: form.Value})
		if !ok {
			t.Fatalf("no cell %s", code)
		}
		counts[key(c.From)] = printed.Whole(n)
	}
	for _, o := range others {
		counts[key(o.of)] = printed.Whole(o.n)
	}
	figures := annual.Compile(f, annual.Counts{All: counts}, annual.Declared{
		"8.4": {By: "王某", At: "2018-03-01T02:00:00Z", Value: printed.Whole(251) + 500_000, Basis: "财政局决算"},
		"9.3": {By: "王某", At: "2018-03-01T02:00:00Z", Value: printed.Whole(300), Basis: "区县补报的签到表"},
	})
	headings := []string{"一、综合概述", "二、主动公开政府信息情况", "三、依申请公开政府信息情况", "四、行政投诉举报、行政复议和行政诉讼情况", "五、依申请公开信息收取的费用", "六、其他需要报告的事项", "七、主要问题和改进措施"}
	charts, in := annual.Charts(f, headings, figures, peers())
	e := annual.Edition{
		Agency: "CC", Name: "长春市人民政府", Year: 2017, Title: "2017年度长春市政府信息公开工作报告", Form: "2014",
		Signed: "2018-03-19T01:30:00Z", Signer: "李某", Dated: "2018-03-19", Office: "长春市人民政府政务公开办公室", Journal: 1234567,
		Preamble: []annual.Paragraph{sentence("本报告依据《中华人民共和国政府信息公开条例》编制。")},
		Figures:  figures, Charts: charts,
		Explained:   []annual.Explained{{ID: "K5", Sentence: "申请办结数等于申请答复数", Words: "告知更改补充后另行答复的，分别计数。", By: "王某"}},
		Attachments: []annual.Attachment{{Name: "部门数据汇总.xlsx", Type: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", Size: 81920, SHA256: strings.Repeat("0a", 32)}},
	}
	for _, p := range peers() {
		e.Members = append(e.Members, annual.Member{Agency: string(p.Code), Name: p.Name, State: "accepted", Hash: strings.Repeat("3f", 32)})
	}
	e.Members[7].State, e.Members[7].Hash = "", ""
	at := 0
	for i, h := range headings {
		p := annual.Part{Heading: h, Charts: in[i]}
		for j := range 3 {
			words := ""
			if i == 0 && j < len(in[0]) {
				words = fmt.Sprintf("有关情况见图%d。", in[0][j])
			}
			p.Paragraphs = append(p.Paragraphs, sentence(words, figures[at:at+3]...))
			at += 2
		}
		e.Parts = append(e.Parts, p)
	}
	e.Place(f, in)
	return e
}

// modern is a report of a city by the form of 2021 or 2019.
func modern(t testing.TB, code string) annual.Edition {
	t.Helper()
	f := form.ByCode(code)
	counts := counter{}
	declared := annual.Declared{}
	for i, c := range f.Cells() {
		col, _ := f.Column(c)
		n := printed.Whole(int64(i*i*37%1009) / int64(1+i%5*7))
		if i%11 == 0 {
			n = printed.Whole(12345)
		}
		switch {
		case col.Kind == form.Amount:
			n = printed.Whole(59237) + 244_900
		case col.Kind == form.Change:
			n = -n
		}
		if col.From.Fact == form.Declared {
			declared[c.String()] = annual.Stated{By: "王某", At: "2024-01-20T02:00:00Z", Value: n, Basis: "机关填报"}
		} else if col.From.Fact != form.Sum {
			counts[key(col.From)] = n
		}
	}
	figures := annual.Compile(f, annual.Counts{All: counts}, declared)
	year := f.From + 2
	if f.Until > 0 {
		year = f.Until
	}
	charts, in := annual.Charts(f, f.Parts, figures, nil)
	e := annual.Edition{
		Agency: "JYJ", Name: "长春市教育局", Year: year, Title: annual.Title("长春市教育局", year), Form: code,
		Dated: fmt.Sprintf("%d-01-20", year+1), Office: "长春市教育局办公室", Figures: figures, Charts: charts,
		Preamble: []annual.Paragraph{sentence("本报告依据《中华人民共和国政府信息公开条例》编制。")},
	}
	for _, h := range f.Parts {
		e.Parts = append(e.Parts, annual.Part{Heading: h, Paragraphs: []annual.Paragraph{sentence("")}})
	}
	e.Place(f, in)
	return e
}

func errata() []annual.Erratum {
	return []annual.Erratum{{On: "2018-06-01", Where: "3.1.2 传真申请数", Was: "208", Is: "206", Why: "两件重复登记。", By: "王某"}}
}
