package page

import (
	"errors"
	"slices"
	"strings"
)

// ErrPress is a form sent with a button it does not have: one of an older
// version of the page, or made up.
var ErrPress = errors.New("页面上没有这样的按钮，什么也没有办理；请刷新页面后重试")

// Presses is what the buttons named act of a form may say. One that ends in *
// stands for all that begin so and go on: "remove-*" is the button of each row.
type Presses []string

// Pressed is what the button says that sent the form; "" where it says nothing:
// a button without a name, or a form sent without one. Errors: [ErrPress] for
// what is not declared, so that no handler takes it for another act.
func (p Presses) Pressed(f *Form) (string, error) {
	act := f.Get("act")
	known := act == "" || slices.ContainsFunc(p, func(declared string) bool {
		if begins, many := strings.CutSuffix(declared, "*"); many {
			return len(act) > len(begins) && strings.HasPrefix(act, begins)
		}
		return act == declared
	})
	if !known {
		return "", ErrPress
	}
	return act, nil
}
