package public_test

import (
	"encoding/base64"
	"strings"
	"testing"
)

// Whoever has read the hash of a file, as on a paper of a case, cannot put the
// file with a request of theirs: a form carries on what was uploaded with it.
func TestNoFileByItsHash(t *testing.T) {
	h := house2026(t)
	sum, _, err := h.office.Blobs.Put(t.Context(), strings.NewReader("另一件申请里的身份证号码"))
	if err != nil {
		t.Fatal(err)
	}
	token := sum + "." + base64.RawURLEncoding.EncodeToString([]byte("别人的.txt"))
	v := h.visitor()
	for _, forged := range []string{token, token + ".", token + "." + strings.Repeat("a", 26)} {
		a := v.upload("/request/new", with(asked, "name", "", "files-kept", forged), "evidence", "护照.txt", "号码 E12345678")
		if a.StatusCode != 422 || a.doc.Find(`input[name="files-kept"]`).Length() != 0 || strings.Contains(a.text("main"), "别人的.txt") {
			t.Errorf("%s: %d %s", forged, a.StatusCode, a.text("main"))
		}
		// One signed for a file does not sign another.
		own, _ := a.doc.Find(`input[name="evidence-kept"]`).Attr("value")
		_, mac, ok := strings.Cut(own[strings.Index(own, ".")+1:], ".")
		if !ok {
			t.Fatalf("the token %q has no signature", own)
		}
		number, _ := v.file(with(asked, "subject", "另一份听证会笔录"+forged[len(token):], "evidence-kept", own, "files-kept", token+"."+mac)...)
		if q := h.request(number); len(q.Files) != 1 || q.Files[0].Name != "护照.txt" {
			t.Errorf("%+v", q.Files)
		}
	}
}
