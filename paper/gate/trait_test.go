package gate

import (
	"testing"
)

// What a search could find, the walk before it does not miss.
func TestTraitsMissNothing(t *testing.T) {
	for _, s := range []string{
		"出生日期：1980年1月2日", "出　生：1980.01.02", "张三，男，1980年1月2日 生，汉族", "1980-01-02生于长春", "生日 1980/1/2", "张某，女，１９８０年１月２日生",
		"绝密★长期", "机 密 ★ 10年", "密级：秘密", "密　级　【机密】", "秘密", "（内部文件）", "内部资料 注意保管", "不得外传", "阅后收回", "（工作秘密）", "请勿外传",
		"住址：人民大街街道某小区3栋2单元501室", "现住幸福村 12 号", "3号楼 502 室", "三单元五〇二", "李家屯第3组",
		"zhangsan＠163.com", "电话：１３８１２３４５６７８", "138 1234 5678",
	} {
		v := view{s: s}
		v.digits()
		v.mailboxes()
		v.births()
		v.addresses(traits{lives: true, block: true, place: true, group: true})
		v.marks()
		whole := len(v.found)
		if got := len(Text("body", s)); got != whole {
			t.Errorf("%q: %d found, %d without the walk", s, got, whole)
		}
	}
}
