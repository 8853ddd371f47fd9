package page

import (
	"context"
	"strings"
	"testing"
)

// Finished sentences come back in English with their values; what is content inside them stays.
func TestSentences(t *testing.T) {
	en := Speaking(context.Background(), English)
	for zh, want := range map[string]string{
		"目录第 3 行：缺少题目":              "Line 3 of the contents: The title is missing",
		"目录第 3 行：缺少题目；目录第 5 行：缺少题目": "Line 3 of the contents: The title is missing; Line 5 of the contents: The title is missing",
		"国庆节放假":  "National Day holiday",
		"春节调休上班": "make-up working day for Spring Festival",
		"元旦：法定节日（放假办法第二条）":                                "New Year: public holiday by law (art. 2 of the Measures on Holidays)",
		"文字太长：最多 200 个字，现有 1200 个字":                       T(en, "文字太长") + ": at most 200 characters, there are 1200",
		"（一）收到申请数（3.1）应为 1191，表中为 1190。规则：汇总表各项等于所辖各机关之和": "（一）收到申请数 (3.1) should be 1191; the table has 1190. Rule: each number of the summary is the sum of the agencies' numbers",
		"某项（说明）（3.1）应不小于 5，表中为 空白。规则：汇总表各项等于所辖各机关之和":      "某项（说明） (3.1) should be at least 5; the table has blank. Rule: each number of the summary is the sum of the agencies' numbers",
		"附件“名单.xlsx”的工作表“Sheet2”是隐藏的，里面有 120 行数据":         "Attachment “名单.xlsx”: sheet “Sheet2”, is hidden and has 120 rows of data",
		"附件“名单.pdf”第3页的遮盖框下还有文字":                          "Attachment “名单.pdf”: page 3, text is left under the cover",
		"2017年1月1日至12月31日办结的申请；只计：政府网站；只计本级，不含所辖机关。":      "Requests closed in the year 2017; counting only: Website; of this agency alone, without those under it.",
		"中华人民共和国政府信息公开条例（2019年修订）（国务院令第711号）":             "Regulation on Disclosure of Government Information (revised 2019) (State Council Decree No. 711)",
		"过程性信息（2019年版第十六条第二款）":                            T(en, "过程性信息") + " (edition of 2019, article 16, paragraph 2)",
		"关于做好2017年国庆节期间值班工作的通知":                           "关于做好2017年国庆节期间值班工作的通知",
		"本件涉及三家企业，已逐一核对。":                                 "本件涉及三家企业，已逐一核对。",
		"本件涉及三家企业；已逐一核对。请签发。":                             "本件涉及三家企业；已逐一核对。请签发。",
		"目录第 3 行：缺少题目；本件涉及三家企业；目录第 5 行：缺少题目":              "Line 3 of the contents: The title is missing; 本件涉及三家企业；Line 5 of the contents: The title is missing",
	} {
		if got := T(en, zh); got != want {
			t.Errorf("%s:\n%q, want\n%q", zh, got, want)
		}
		if got := T(context.Background(), zh); got != zh {
			t.Errorf("%s in Chinese: %q", zh, got)
		}
	}
}

// No phrase of sentences.json is so short that it would read what was not made from it.
func TestSentencesHaveWordsOfTheirOwn(t *testing.T) {
	if len(sentences) < 100 {
		t.Fatalf("only %d sentences", len(sentences))
	}
	for _, s := range sentences {
		if len([]rune(s.landmark)) == 1 && strings.Trim(s.landmark, "：，“”:,()（）") == "" {
			t.Errorf("%s says %q", s.any, s.english)
		}
	}
}

func TestArticles(t *testing.T) {
	en := Speaking(context.Background(), English)
	for zh, want := range map[string]string{
		"第十五条":                "article 15",
		"第三十三条第二款":            "article 33, paragraph 2",
		"第二十条第（十一）项":          "article 20, item (11)",
		"第五十条第一款第（三）项":        "article 50, paragraph 1, item (3)",
		"第二十条第（五）项、第（六）项":     "article 20, item (5), item (6)",
		"第十四条至第十六条":           "articles 14 to 16",
		"第四十七条、第五十二条、第五十三条":   "articles 47, 52 and 53",
		"行政复议法第七十七条":          "article 77 of the Administrative Reconsideration Law",
		"政府信息公开条例第四十七条、第五十三条": "articles 47 and 53 of the Regulation on Disclosure of Government Information",
		"《中华人民共和国行政复议法（2023年修订）》第二十三条第一款第（四）项": "article 23, paragraph 1, item (4) of the Administrative Reconsideration Law (as revised in 2023)",
		"《某某法（2023年修订）》第一条":                    "《某某法（2023年修订）》第一条",
		"第一百零一条之二": "article 101-2",
		"某某法第一条":   "某某法第一条",
		"第十五条办法":   "第十五条办法",
	} {
		if got := T(en, zh); got != want {
			t.Errorf("%s: %q, want %q", zh, got, want)
		}
	}
}
