package declared

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// simplified has the characters of the forms' rows and headings whose
// traditional ones differ, traditional first.
var simplified = func() map[rune]rune {
	pairs := []rune("規规範范開开請请數数總总計计處处決决許许強强業业費费執执務务屬属於于國国機机關关與与維维結结" +
		"訟讼議议復复複复覆复續续辦办為为沒没訪访報报舉举類类確确認认獲获無无當当濟济會会眾众險险補补內内過过個个隱隐" +
		"絡络傳传電电聞闻網网發发佈布點点專专職职經经訓训導导負负責责參参現现條条額额採采購购減减訴诉糾纠錯错駁驳審审" +
		"營营組组織织構构衆众對对該该應应製制廢废項项調调單单準准權权護护協协罰罚見见須须態态長长級级統统產产資资" +
		"訊讯門门區区鄉乡鎮镇縣县興兴質质儲储寫写標标題题解解讀读談谈評评談谈級级災灾際际給给證证據据從从後后" +
		"價价實实設设備备檢检驗验變变園园線线編编號号錄录")
	m := map[rune]rune{}
	for i := 0; i+1 < len(pairs); i += 2 {
		m[pairs[i]] = pairs[i+1]
	}
	return m
}()

// plain is a name without blanks and punctuation, in simplified half-width
// characters: what stays the same from print to print.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.IsPunct(r) || unicode.IsSymbol(r) || unicode.Is(unicode.Cf, r) {
			return -1
		}
		if t, ok := simplified[r]; ok {
			return t
		}
		return unicode.ToLower(r)
	}, norm.NFKC.String(s))
}
