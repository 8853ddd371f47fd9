package letter_test

import (
	"errors"
	"flag"
	"os"
	"path/filepath"
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
		By: calendar.MustDay("2026-11-23"), Days: 15, QueryCode: "7K4M-92QX", QueryAt: "https://zwgk.example.gov.cn/q",
		Items:  []string{"所需信息的名称或者文号；", "所需信息形成的时间段"},
		Reason: "需要检索的档案数量较大", Remedy: remedy, Manner: "电子邮件",
		Charge: letter.Charge{Total: "2,200元", How: "凭缴款码到代收银行缴纳", Lines: []letter.ChargeLine{
			{"第1件至第10件", "10", "0元", "0元"}, {"第11件至第30件", "20", "100元", "2,000元"}, {"第31件", "1", "200元", "200元"}}},
		Opinion: "不同意公开", Outcome: letter.Transferred, Agency: "长春市公安局（0431-88908000）",
		Letters: []string{"政府信息公开申请答复告知书（长公开告〔2026〕12号）"}, Route: "邮寄送达",
		Words: "经审查，所申请公开的信息中含有不应当公开的内容，但是能够作区分处理。根据《中华人民共和国政府信息公开条例》第三十七条的规定，现提供可以公开的政府信息内容，并对不予公开的内容说明理由。",
	}
	if kind == letter.Reply || kind == letter.Overriding {
		f.Parts = []letter.Part{
			{What: "2025年度资金使用情况汇总表", Gives: true},
			{What: "附件二中施工单位的投标报价组成", Ground: "商业秘密", Article: "第十五条", Reason: "第三方不同意公开，该报价组成未公开且具有商业价值"},
			{What: "附件三中个人银行账号", Ground: "个人隐私", Article: "第十五条", Reason: "公开会损害第三方合法权益"},
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

func TestDump(t *testing.T) {
	for _, e := range []string{"2008", "2019"} {
		for _, f := range letter.Forms {
			text, err := letter.Draft(facts(f.Kind, e))
			if errors.Is(err, letter.ErrEdition) {
				continue
			}
			if err != nil {
				t.Fatal(err)
			}
			d := letter.Compose(compose(f.Kind, text))
			a, err := pdf.Bytes(d)
			if err != nil {
				t.Fatal(err)
			}
			b, err := docx.Bytes(d)
			if err != nil {
				t.Fatal(err)
			}
			os.WriteFile("/tmp/letterfonts/out/"+e+string(f.Kind)+".pdf", a, 0o644)
			os.WriteFile("/tmp/letterfonts/out/"+e+string(f.Kind)+".docx", b, 0o644)
		}
	}
	_ = cmp.Diff
	_ = block.Date
	_ = filepath.Join
	_ = slices.Contains[[]int]
	_ = strings.Cut
}
