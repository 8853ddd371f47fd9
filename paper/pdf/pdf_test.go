package pdf

import (
	"os"
	"testing"

	"gongkai/law/calendar"
	"gongkai/paper/block"
)

func sample() block.Document {
	long := "本机关于2026年11月2日收到您通过互联网渠道提交的政府信息公开申请（编号：2026-000123），申请公开“长春市2025年度城市轨道交通建设资金使用情况及附件”。经审查，根据《中华人民共和国政府信息公开条例》第三十七条，现答复如下："
	var rows [][]block.Cell
	for range 30 {
		rows = append(rows, []block.Cell{{Text: "（一）予以公开"}, {Text: "68,303"}, {Text: "12"}, {Text: "说明文字"}})
	}
	rows[0] = append([]block.Cell{{Text: "三、本年度办理结果", Down: 30}}, rows[0]...)
	return block.Document{
		Title: "测试", Author: "长春市人民政府办公厅", On: calendar.MustDay("2026-11-22"),
		Blocks: []block.Block{
			block.Masthead{Agency: "长春市人民政府办公厅", English: "General Office of Changchun Municipal People’s Government", Number: "长府办公开告〔2026〕12号"},
			block.Title{Text: "政府信息部分公开告知书"},
			block.Paragraph{Text: "𠮷野家㐀：", Flush: true},
			block.Paragraph{Text: long},
			block.Heading{Level: 1, Text: "一、予以公开的内容"},
			block.Paragraph{Text: long + "参见 https://www.changchun.gov.cn/zwgk/index.html 以及𬌗、龦、鿏、鿯、𪚥、\U0003FFFF。"},
			block.Heading{Level: 2, Text: "（一）不予公开的内容"},
			block.KeyValue{Pairs: []block.Pair{{Name: "申请人", Value: "张三"}, {Name: "受理编号", Value: "2026-000123"}, {Name: "签收", Lines: 3}}},
			block.QR{Text: "https://www.example.gov.cn/r/2026-000123", Caption: "扫码查询办理进度", Align: block.Right},
			block.Table{Caption: "表一 办理情况", Columns: []block.Column{{Share: 0.6}, {Share: 2}, {Number: true}, {Number: true}, {}},
				Head: [][]block.Cell{{{Text: "类别", Across: 2, Down: 2}, {Text: "件数", Across: 2}, {Text: "备注", Down: 2}}, {{Text: "全年"}, {Text: "结转"}}}, Rows: rows, Note: "注：数据截至年底。"},
			block.Box{Title: "提示", Blocks: []block.Block{block.Paragraph{Text: long, Small: true}}},
			block.Paragraph{Text: long},
			block.Signature{Agency: "长春市人民政府办公厅", On: calendar.MustDay("2026-11-22"), Seal: true},
			block.Paragraph{Text: "（联系人：李四，联系电话：0431-88776655）"},
			block.Imprint{Lines: []string{"抄送：长春市司法局。"}},
		},
	}
}

func TestDump(t *testing.T) {
	b, err := Bytes(sample())
	if err != nil {
		t.Fatal(err)
	}
	os.WriteFile("/tmp/letterfonts/a.pdf", b, 0o644)
}

func BenchmarkLetter(b *testing.B) {
	Warm()
	for b.Loop() {
		Bytes(sample())
	}
}
