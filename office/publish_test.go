package office_test

import (
	"fmt"
	"testing"

	"gongkai/affairs/account"
	"gongkai/affairs/publication"
	"gongkai/office/officetest"
)

// Who signs for two agencies is taken to sign for the first until the draft is
// read: its numbers are those of the agency it is of all the same.
func TestWhoSignsForTwoAgenciesNumbersByTheDraft(t *testing.T) {
	officetest.Each(t, func(t *testing.T, o *officetest.Office) {
		both := o.As(t, "signer-jyj")
		both.Grants = append([]account.Grant{{Role: account.Signer, Agency: "JYJ"}, {Role: account.Signer, Agency: "FGW"}}, both.Grants...)
		nobody := both
		nobody.Grants = nil
		for n := range 2 {
			d := o.ToSign(t, "FGW", fmt.Sprintf("通知之%d", n))
			if _, err := o.Publish(t.Context(), nobody, d.ID, d.Stamp); err == nil {
				t.Error("signed without a grant")
			}
			p, err := o.Publish(t.Context(), both, d.ID, d.Stamp)
			if want := publication.IndexNumber("FGW", 2017, int64(n+1)); err != nil || p.Index != want {
				t.Errorf("%q, %v, want %s", p.Index, err, want)
			}
		}
	})
}
