package demo

import "hash/fnv"

// Account is a sign-in of the demonstration. Its password is printed at the
// start for everyone to read and is worth nothing elsewhere.
type Account struct {
	Login    string
	Name     string
	Role     string // a role of affairs/account
	Agency   string // "" for a role that reaches the whole city
	Password string
}

// Accounts is one sign-in for each role. The five of an agency are of the
// General Office, whose desk [Life] fills.
func Accounts() []Account {
	return []Account{
		{"clerk", "王某", "clerk", "ZFBGT", "demo-clerk-2017"},
		{"reviewer", "李某", "reviewer", "ZFBGT", "demo-reviewer-2017"},
		{"secrecy", "张某", "secrecy_reviewer", "ZFBGT", "demo-secrecy-2017"},
		{"signer", "刘某", "signer", "ZFBGT", "demo-signer-2017"},
		{"head", "陈某", "head", "ZFBGT", "demo-head-2017"},
		{"cityoffice", "杨某", "city_office", "", "demo-cityoffice-2017"},
		{"leader", "赵某", "leader", "", "demo-leader-2017"},
		{"assessor", "黄某", "assessor", "", "demo-assessor-2017"},
		{"sysadmin", "周某", "system_admin", "", "demo-sysadmin-2017"},
		{"secadmin", "吴某", "security_admin", "", "demo-secadmin-2017"},
		{"auditadmin", "徐某", "audit_admin", "", "demo-auditadmin-2017"},
	}
}

// Colleague is what somebody with a sign-in is called who is not of [Accounts]:
// a surname and 某, the same each time.
func Colleague(login string) string {
	h := fnv.New32a()
	h.Write([]byte(login))
	return surnames[h.Sum32()%uint32(len(surnames))] + "某"
}
