package letter_test

import (
	"errors"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"gongkai/law/calendar"
	"gongkai/paper/block"
	"gongkai/paper/docx"
	"gongkai/paper/letter"
	"gongkai/paper/pdf"
)

var update = flag.Bool("update", false, "write the golden letters anew")

const remedy = "如不服本决定，可以自收到本决定之日起60日内向长春市人民政府申请行政复议；对行政复议决定仍不服的，可以自收到行政复议决定之日起15日内向长春铁路运输法院提起行政诉讼。"

// facts fill every hole of every kind of letter.
func facts(kind letter.Kind, edition string) letter.Facts {
	f := letter.Facts{
		Kind: kind, Edition: edition,
		To: "张三", Applicant: "张三", Request: "2026-000123", Channel: "网上",
		What:        "长春市2025年度城市轨道交通建设资金使用情况及附件",
		SubmittedOn: calendar.MustDay("2026-11-01"), ReceivedOn: calendar.MustDay("2026-11-02"),
		ReceivedWhy: "双方确认之日", DueOn: calendar.MustDay("2026-11-30"), Until: calendar.MustDay("2026-12-28"),
		By: calendar.MustDay("2026-11-23"), Days: 15, QueryCode: "7K4M-92QX", Party: "2026-000017-1", QueryAt: "https://zwgk.example.gov.cn/q",
		Items:  []string{"所需信息的名称或者文号；", "所需信息形成的时间段"},
		Reason: "需要检索的档案数量较大", Remedy: remedy, Manner: "电子邮件",
		Charge: letter.Charge{Total: "2,200元", How: "凭缴款码到代收银行缴纳", Lines: []letter.ChargeLine{
			{"第1件至第10件", "10", "0元", "0元"}, {"第11件至第30件", "20", "100元", "2,000元"}, {"第31件", "1", "200元", "200元"}}},
		Opinion: "不同意公开", Outcome: letter.Transferred, Agency: "长春市公安局（0431-88908000）",
		Letters: []string{"政府信息公开申请答复告知书（长公开告〔2026〕12号）"}, Route: "邮寄送达",
		Words: "经审查，所申请公开的信息中含有不应当公开的内容，但是能够作区分处理。根据《中华人民共和国政府信息公开条例》第三十七条的规定，现提供可以公开的政府信息内容，并对不予公开的内容说明理由。",
	}
	switch kind {
	case letter.ThirdParty, letter.Overriding:
		f.To, f.Organisation, f.Reason = "长春市某某建设有限公司", true, "不公开可能对公共利益造成重大影响"
	case letter.Consult:
		f.To, f.Reason = "长春市财政局", ""
	case letter.Reasons:
		f.Reason, f.Items = "自2026年10月1日以来共提交申请41件", []string{"短期内大量提出申请的理由", "各件申请之间的关系"}
	case letter.Order:
		f.To, f.Organisation, f.Reason = "长春市某某局", true, "逾期答复"
		f.Words = "抽查发现，一件信息公开申请在答复期限届满后七个工作日才答复，期间没有告知申请人延期。"
	case letter.Withdrawal:
		f.Reason = "已通过其他途径获取"
	case letter.Answer:
		f.Matter, f.Words = "咨询", "现就所提事项答复如下：购房补贴按照人才政策的规定申领，受理窗口在市政务服务大厅二楼。"
	case letter.Ending:
		f.Words = "本机关已告知补正，申请人无正当理由逾期不补正，视为放弃申请，本机关不再处理该政府信息公开申请。"
	}
	if edition == "2008" && kind == letter.Reply {
		f.Words = "经审查，所申请公开的信息中含有不应当公开的内容，但是能够作区分处理。根据《中华人民共和国政府信息公开条例》第二十二条的规定，现提供可以公开的信息内容。"
	}
	if kind == letter.Reply || kind == letter.Overriding {
		f.Parts = []letter.Part{
			{What: "2025年度资金使用情况汇总表", Gives: true},
			{What: "附件二中施工单位的投标报价组成", Ground: "商业秘密", Article: "第十五条", Reason: "第三方不同意公开，该报价组成未公开且具有商业价值"},
			{What: "附件三中个人银行账号", Ground: "个人隐私", Article: "第十五条", Reason: "公开会损害第三方合法权益"},
		}
		if edition == "2008" {
			f.Parts[1].Article, f.Parts[2].Article = "第十四条第四款", "第十四条第四款"
		}
	}
	return f
}

func compose(kind letter.Kind, text string) letter.Letter {
	l := letter.Letter{
		Head: letter.Head{Agency: "长春市住房保障和房地产管理局", English: "Changchun Housing Administration"}, Kind: kind,
		Number: "长房公开〔2026〕12号", Text: text, On: calendar.MustDay("2026-11-22"),
		Contact: letter.Contact{Office: "政府信息公开办公室", Person: "李四", Phone: "0431-88776655"},
	}
	if kind == letter.Receipt {
		l.QR, l.QRCaption = "https://zwgk.example.gov.cn/q?n=2026-000123", "扫码查询"
	}
	if kind == letter.Reply {
		l.Attachments, l.Copy = []string{"2025年度资金使用情况汇总表", "已作区分处理的附件二、附件三"}, "长春市司法局"
	}
	return l
}

// each walks the letters of both editions.
func each(t *testing.T, do func(t *testing.T, form letter.Form, edition, text string)) {
	for _, edition := range []string{"2008", "2019"} {
		for _, form := range letter.Forms {
			if _, known := form.Articles[edition]; !known {
				continue
			}
			t.Run(edition+"-"+string(form.Kind), func(t *testing.T) {
				text, err := letter.Draft(facts(form.Kind, edition))
				if err != nil {
					t.Fatal(err)
				}
				do(t, form, edition, text)
			})
		}
	}
}

// The letters word for word; -update writes them anew, and the change is to be
// read like code.
func TestLettersSayTheSame(t *testing.T) {
	each(t, func(t *testing.T, form letter.Form, edition, text string) {
		name := filepath.Join("testdata", edition+"-"+string(form.Kind)+".txt")
		if *update {
			if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), text); diff != "" {
			t.Error(diff)
		}
		if missing := letter.Blanks(text); len(missing) > 0 {
			t.Errorf("left to fill in with all facts given: %v", missing)
		}
		for _, article := range strings.Split(form.Articles[edition], "、") {
			if !strings.Contains(text, article) && form.Kind != letter.Reply {
				t.Errorf("no %s in it", article)
			}
		}
		if form.Remedies != strings.Contains(text, remedy) {
			t.Errorf("remedies told: %v, want %v", !form.Remedies, form.Remedies)
		}
		if (form.Kind == letter.ThirdParty || form.Kind == letter.Overriding) && strings.Contains(strings.ReplaceAll(text, "@ 张三", ""), "申请人") {
			t.Error("the third party is told of the applicant")
		}
	})
}

// Without facts, a letter says what it lacks and cannot be signed.
func TestEmptyFactsLeavePlaces(t *testing.T) {
	for _, form := range letter.Forms {
		text, err := letter.Draft(letter.Facts{Kind: form.Kind, Edition: "2019"})
		if err != nil {
			t.Fatal(err)
		}
		if len(letter.Blanks(text)) == 0 {
			t.Errorf("%s lacks nothing", form.Kind)
		}
		if strings.Contains(text, "1970年") {
			t.Errorf("%s tells the zero day", form.Kind)
		}
		if err := letter.Check(compose(form.Kind, text)); !errors.Is(err, letter.ErrBlank) {
			t.Errorf("%s: %v", form.Kind, err)
		}
	}
}

func TestDraftRefuses(t *testing.T) {
	for _, c := range []struct {
		kind    letter.Kind
		edition string
		want    error
	}{
		{"postcard", "2019", letter.ErrKind},
		{letter.Reasons, "2008", letter.ErrEdition},
		{letter.Delay, "2008", letter.ErrEdition},
		{letter.Reply, "1999", letter.ErrEdition},
		{letter.Reply, "2008", nil},
	} {
		if _, err := letter.Draft(facts(c.kind, c.edition)); !errors.Is(err, c.want) {
			t.Errorf("%s of %s: %v, want %v", c.kind, c.edition, err, c.want)
		}
	}
}

func TestCheck(t *testing.T) {
	whole := func() letter.Letter { return compose(letter.Reply, "# 答复\n\n张三：特此告知。") }
	for _, c := range []struct {
		name   string
		change func(*letter.Letter)
		want   error
	}{
		{"whole", func(*letter.Letter) {}, nil},
		{"no title", func(l *letter.Letter) { l.Text = "特此告知。" }, letter.ErrTitle},
		{"a place to fill in", func(l *letter.Letter) { l.Text += "【待填：理由】" }, letter.ErrBlank},
		{"no agency", func(l *letter.Letter) { l.Head.Agency = "" }, letter.ErrHead},
		{"no number", func(l *letter.Letter) { l.Number = "" }, letter.ErrNumber},
		{"no day", func(l *letter.Letter) { l.On = calendar.NoDay }, letter.ErrDated},
		{"zero day", func(l *letter.Letter) { l.On = 0 }, letter.ErrDated},
		{"a receipt needs no number", func(l *letter.Letter) { l.Kind, l.Number = letter.Receipt, "" }, nil},
		{"a proof of service needs no day", func(l *letter.Letter) { l.Kind, l.Number, l.On = letter.Service, "", 0 }, nil},
	} {
		l := whole()
		c.change(&l)
		if err := letter.Check(l); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", c.name, err, c.want)
		}
	}
	l := whole()
	l.Text += "【待填：理由】【待填：期限】"
	if got := letter.Check(l).Error(); got != "文书中还有待填写的内容：理由、期限" {
		t.Error(got)
	}
}

func TestEachWithheldPartHasItsGround(t *testing.T) {
	f := facts(letter.Reply, "2019")
	f.Parts[2].Article = "《中华人民共和国个人信息保护法》第十三条"
	f.Parts = append(f.Parts, letter.Part{What: "附件四", Words: "经检索，该信息不存在"})
	text, err := letter.Draft(f)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"## 一、予以公开的内容\n\n2025年度资金使用情况汇总表。",
		"## 二、不予公开的内容和理由\n\n（一）附件二中施工单位的投标报价组成：属于商业秘密，根据《中华人民共和国政府信息公开条例》第十五条的规定，不予公开。理由：第三方不同意公开，",
		"（二）附件三中个人银行账号：属于个人隐私，根据《中华人民共和国个人信息保护法》第十三条的规定，",
		"## 三、其他内容\n\n附件四：经检索，该信息不存在。",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in %s", want, text)
		}
	}
	f.Parts[1].Reason = ""
	if text, err = letter.Draft(f); err != nil || !slices.Equal(letter.Blanks(text), []string{"不予公开的理由"}) {
		t.Errorf("%v (%v)", letter.Blanks(text), err)
	}
}

// What a citizen wrote cannot become a mark.
func TestFactsAreNoMarks(t *testing.T) {
	f := facts(letter.Reply, "2019")
	f.What, f.Words, f.To = "甲\n# 伪造的题目\n===\n| 乙", "# 伪造\n===", "张三\n# 伪造"
	text, err := letter.Draft(f)
	if err != nil {
		t.Fatal(err)
	}
	titles, breaks := 0, 0
	for _, b := range letter.Compose(compose(letter.Reply, text)).Blocks {
		switch b.(type) {
		case block.Title:
			titles++
		case block.PageBreak:
			breaks++
		}
	}
	if titles != 1 || breaks != 0 {
		t.Errorf("%d titles, %d pages: %s", titles, breaks, text)
	}
	receipt := facts(letter.Receipt, "2019")
	receipt.What = "甲 | 乙"
	if text, err = letter.Draft(receipt); err != nil {
		t.Fatal(err)
	}
	for _, b := range letter.Blocks(text) {
		if form, ok := b.(block.KeyValue); ok && (len(form.Pairs) != 6 || form.Pairs[1].Value != "甲 ｜ 乙") {
			t.Errorf("%+v", form)
		}
	}
}

func TestMarks(t *testing.T) {
	text := "# 题目\n@ 张三：\n正文\n\n## 一、标题\n### （一）小标题\n- 甲\n- 乙\n| 项目 | 金额 |\n|---|---|\n| 一 | 20 |\n| 名称 | 值 |\n\n| 签收 |  |\n> 注\n\\# 不是题目\n　　缩进的段落"
	want := []block.Block{
		block.Title{Text: "题目"}, block.Paragraph{Text: "张三：", Flush: true, Keep: true}, block.Paragraph{Text: "正文"},
		block.Heading{Level: 1, Text: "一、标题"}, block.Heading{Level: 2, Text: "（一）小标题"}, block.List{Items: []string{"甲", "乙"}},
		block.Table{Columns: []block.Column{{Share: 1.6}, {Share: 1}}, Head: [][]block.Cell{{{Text: "项目"}, {Text: "金额"}}}, Rows: [][]block.Cell{{{Text: "一"}, {Text: "20"}}, {{Text: "名称"}, {Text: "值"}}}},
		block.KeyValue{Pairs: []block.Pair{{Name: "签收", Lines: 2}}},
		block.Paragraph{Text: "注", Small: true}, block.Paragraph{Text: "# 不是题目"}, block.Paragraph{Text: "缩进的段落"},
	}
	if diff := cmp.Diff(want, letter.Blocks(text)); diff != "" {
		t.Error(diff)
	}
	if got := letter.Title(text); got != "题目" {
		t.Errorf("title %q", got)
	}
}

// Every letter can be printed, and Poppler finds each of its words again.
func TestLettersCanBePrinted(t *testing.T) {
	tool, lookErr := exec.LookPath("pdftotext")
	if lookErr != nil {
		t.Log("pdftotext is not installed (poppler-utils): what is printed is not read again")
	}
	squeeze := func(s string) string { return strings.Join(strings.Fields(s), "") }
	each(t, func(t *testing.T, form letter.Form, edition, text string) {
		l := compose(form.Kind, text)
		if err := letter.Check(l); err != nil {
			t.Fatal(err)
		}
		d := letter.Compose(l)
		printed, err := pdf.Bytes(d)
		if err != nil {
			t.Fatal(err)
		}
		if missing, err := pdf.Missing(d); err != nil || len(missing) > 0 {
			t.Errorf("no font has %q (%v)", missing, err)
		}
		if _, err := docx.Bytes(d); err != nil {
			t.Fatal(err)
		}
		if lookErr != nil {
			return
		}
		name := filepath.Join(t.TempDir(), "a.pdf")
		if err := os.WriteFile(name, printed, 0o600); err != nil {
			t.Fatal(err)
		}
		out, err := exec.Command(tool, "-raw", name, "-").Output()
		if err != nil {
			t.Fatal(err)
		}
		// Page numbers and the place of the seal stand between the lines of a
		// text that goes on overleaf.
		read := squeeze(regexp.MustCompile(`— ?\d ?—|\f`).ReplaceAllString(string(out), ""))
		for _, b := range d.Blocks {
			var want []string
			switch b := b.(type) {
			case block.Masthead:
				want = []string{b.Agency, b.Number}
			case block.Title:
				want = []string{b.Text}
			case block.Heading:
				want = []string{b.Text}
			case block.Paragraph:
				want = []string{b.Text}
			case block.Signature:
				want = []string{b.Agency, block.Date(b.On)}
			case block.KeyValue:
				for _, p := range b.Pairs {
					want = append(want, p.Name)
				}
			}
			for _, w := range want {
				if !strings.Contains(read, squeeze(w)) {
					t.Errorf("%q is not in %q", w, read)
				}
			}
		}
	})
}

// A letter as PDF is to take at most 100 ms.
func BenchmarkLetterAsPDF(b *testing.B) {
	if err := pdf.Warm(); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		text, err := letter.Draft(facts(letter.Reply, "2019"))
		if err != nil {
			b.Fatal(err)
		}
		if _, err := pdf.Bytes(letter.Compose(compose(letter.Reply, text))); err != nil {
			b.Fatal(err)
		}
	}
}

// A last day in a year whose holidays are not announced may move, and the letter
// says so, once under its text; other letters say nothing of it.
func TestDaysThatMayMoveSaySo(t *testing.T) {
	for _, c := range []struct {
		kind letter.Kind
		want []string // in the letter
	}{
		{letter.Receipt, []string{"2026年11月30日（暂定）"}},
		{letter.Supplement, []string{"（不迟于2026年11月23日，暂定）"}},
		{letter.Extension, []string{"（2026年11月30日，暂定）", "2026年12月28日（暂定）"}},
		{letter.Delay, []string{"2026年12月28日（暂定）"}},
		{letter.ThirdParty, []string{"（不迟于2026年11月23日，暂定）"}},
		{letter.Withdrawal, nil},
		{letter.Reply, nil},
	} {
		f := facts(c.kind, "2019")
		f.ProvisionalFrom = calendar.MustDay("2026-11-23")
		text, err := letter.Draft(f)
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range c.want {
			if !strings.Contains(text, want) {
				t.Errorf("%s: no %s in\n%s", c.kind, want, text)
			}
		}
		note := strings.Count(text, "> 标明“暂定”的日期按2026年除去周末和法定节日的工作日推算")
		if want := min(1, len(c.want)); note != want || strings.Count(text, "暂定") != len(c.want)+note {
			t.Errorf("%s: %d notes, %d words of it", c.kind, note, strings.Count(text, "暂定"))
		}
		if before, _, found := strings.Cut(text, "==="); found && !strings.Contains(before, "> 标明") {
			t.Errorf("%s: the note is on the slip to be sent back", c.kind)
		}
		f.ProvisionalFrom = calendar.MustDay("2027-01-01")
		if text, _ := letter.Draft(f); strings.Contains(text, "暂定") {
			t.Errorf("%s: an announced day is said to move", c.kind)
		}
	}
}

// What is no request for information has letters of its own words: nothing of a
// limit, a supplement, a ground or a remedy.
func TestLettersAboutMatters(t *testing.T) {
	for _, c := range []struct {
		kind  letter.Kind
		title string
	}{{letter.Receipt, "投诉举报登记回执"}, {letter.Answer, "关于投诉举报事项的答复"}, {letter.Withdrawal, "撤回投诉举报确认书"}} {
		f := facts(c.kind, "2019")
		f.Matter = "投诉举报"
		text, err := letter.Draft(f)
		if err != nil || !strings.HasPrefix(text, "# "+c.title+"\n") || len(letter.Blanks(text)) > 0 {
			t.Errorf("%s: %v\n%s", c.kind, err, text)
		}
		for _, not := range []string{"答复期限届满", "补正", "行政复议", "诉讼", "提交的政府信息公开申请", "第三十三条"} {
			if strings.Contains(text, not) {
				t.Errorf("%s speaks of %s:\n%s", c.kind, not, text)
			}
		}
	}
}

// One item, one part alone is not counted; several are.
func TestOneAloneHasNoNumber(t *testing.T) {
	for n, want := range map[int]bool{1: false, 2: true} {
		f := facts(letter.Supplement, "2019")
		f.Items = []string{"所需信息的名称", "形成的时间"}[:n]
		text, err := letter.Draft(f)
		if err != nil || strings.Contains(text, "1. 所需信息的名称") != want || !strings.Contains(text, "所需信息的名称") {
			t.Errorf("%d items: %v\n%s", n, err, text)
		}
		f = facts(letter.Reply, "2019")
		f.Parts = []letter.Part{{What: "汇总表", Gives: true}, {What: "明细表", Gives: true}}[:n]
		f.Parts = append(f.Parts, letter.Part{What: "账号", Ground: "个人隐私", Article: "第十五条", Reason: "x"})
		text, err = letter.Draft(f)
		if err != nil || strings.Contains(text, "（一）汇总表") != want || strings.Contains(text, "（一）账号") {
			t.Errorf("%d parts given: %v\n%s", n, err, text)
		}
	}
}

// The receipt is handed over the counter on one sheet.
func TestReceiptIsOnePage(t *testing.T) {
	if _, err := exec.LookPath("pdfinfo"); err != nil {
		t.Skip("pdfinfo is not installed: the pages of the receipt were not counted")
	}
	for _, what := range []string{"关昌丽景规划验收合格证", strings.Repeat("长春市城市轨道交通建设资金使用情况", 4)} {
		f := facts(letter.Receipt, "2019")
		f.What, f.ReceivedWhy, f.ProvisionalFrom = what, "通过互联网渠道提交的，以双方确认之日为收到申请之日（第三十一条第（三）项）", f.DueOn
		text, err := letter.Draft(f)
		if err != nil {
			t.Fatal(err)
		}
		l := compose(letter.Receipt, text)
		l.Contact.Address, l.Contact.Postcode = "长春市普阳街3177号", "130011"
		printed, err := pdf.Bytes(letter.Compose(l))
		if err != nil {
			t.Fatal(err)
		}
		count := exec.Command("pdfinfo", "-")
		count.Stdin = strings.NewReader(string(printed))
		said, err := count.Output()
		if err != nil || !regexp.MustCompile(`Pages:\s+1\n`).Match(said) {
			t.Errorf("%d characters asked: %v %s", len([]rune(what)), err, regexp.MustCompile(`Pages:.*`).Find(said))
		}
	}
}
