package desk

import "testing"

// The form says at once whether the policy a piece explains is there; a piece
// that explains a paper of a higher level goes its way all the same.
func TestDraftNamesItsPolicy(t *testing.T) {
	w := newTown(t)
	clerk := w.as("clerk.jyj")
	clerk.get("/desk/draft/new").fillDraft("解读")
	clerk.fill("interprets", "国发[2017]9号", "piece", "text").submit("form[enctype]", "draft").
		says("草稿已保存", "本平台没有公开的信息以“国发〔2017〕9号”为索引号或者文号")
	clerk.submit("form[enctype]", "submit").says("已送保密审查", "国发〔2017〕9号")
}

// 微博或微信 is not offered for what is drafted today.
func TestDraftTellsWeiboFromWeChat(t *testing.T) {
	w := newTown(t)
	clerk := w.as("clerk.jyj")
	clerk.get("/desk/draft/new").says("政务微博", "政务微信")
	if n := clerk.doc.Find(`input[name="channels"][value="social"]`).Length(); n != 0 {
		t.Error("a new draft may leave the two untold apart")
	}
	clerk.fillDraft("通知")
	clerk.fill("channels", "wechat").submit("form[enctype]", "draft").says("草稿已保存")
	if got := formValues(clerk.doc.Find("form[enctype]"))["channels"]; len(got) != 2 || got[0] != "website" || got[1] != "wechat" {
		t.Errorf("saved as %v", got)
	}
}
