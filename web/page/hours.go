package page

import (
	"context"
	"strings"
	"unicode"
)

// hourWords is how agencies write their hours on their cards.
var hourWords = strings.NewReplacer("法定工作日", "Working days ", "工作日", "Working days ", "节假日除外", "except public holidays",
	"周一至周五", "Monday to Friday ", "星期一至星期五", "Monday to Friday ", "每天", "Daily ", "上午", "a.m. ", "下午", "p.m. ",
	"夏季", "summer ", "冬季", "winter ", "至", "–", "—", "–", "，", ", ", "、", ", ", "；", "; ", "：", ":", "（", " (", "）", ")")

// Hours gives the hours on a card in the visitor's language; those with words
// nobody foresaw stay as they are.
func Hours(ctx context.Context, zh string) string {
	if LanguageOf(ctx) != English {
		return zh
	}
	en := strings.Join(strings.Fields(hourWords.Replace(zh)), " ")
	if strings.ContainsFunc(en, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
		return zh
	}
	return strings.ReplaceAll(en, " ,", ",")
}
