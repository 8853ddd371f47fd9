// Command gongkai (公开) runs a city's government information: it serves the
// portal and the desk, and does from the command line what the person at the
// machine needs. It only wires; what it does lives in the packages it calls.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"regexp"
	"slices"
	"syscall"

	"github.com/alecthomas/kong"

	"gongkai/affairs/ledger"
	"gongkai/follow/mailbox"
	"gongkai/follow/notice"
	"gongkai/law/calendar"
	"gongkai/law/clock"
	"gongkai/law/fee"
	"gongkai/office/keep"
)

// Exit codes, as `gongkai --help` tells them.
const (
	exitRefused = 1 // the command could not do what was asked
	exitUsage   = 2 // the command was not understood: a wrong option or value
	exitPartly  = 3 // done, but some rows were refused
)

// errPartly ends a command that did its work except for what it printed.
var errPartly = errors.New("partly done")

type cli struct {
	Serve    serveCmd    `cmd:"" help:"Serve the portal and the desk (启动服务)."`
	Demo     demoCmd     `cmd:"" help:"Build Changchun 2017 and serve it (演示)."`
	Init     initCmd     `cmd:"" help:"Make an empty installation, or a city from its data (建立平台)."`
	Agency   agencyCmd   `cmd:"" help:"Agencies: add, list, rename, merge, split (机关)."`
	User     userCmd     `cmd:"" help:"Accounts: add, list, grant, revoke, password, unlock, hand-over, end (账号)."`
	Import   importCmd   `cmd:"" help:"Import files, list imports, undo one (导入)."`
	Ledger   ledgerCmd   `cmd:"" help:"Ledgers: templates, import, list (台账)."`
	Notice   noticeCmd   `cmd:"" help:"Holiday notices: list, add (放假通知)."`
	Deadline deadlineCmd `cmd:"" help:"Count a statutory limit and explain it day by day (期限计算)."`
	Fee      feeCmd      `cmd:"" help:"Reckon the information processing fee (信息处理费)."`
	Report   reportCmd   `cmd:"" help:"Annual reports: check a table, write the blank one (年度报告)."`
	Search   searchCmd   `cmd:"" help:"Search what is public (检索)."`
	Index    indexCmd    `cmd:"" help:"The search index: build it anew, its state (检索索引)."`
	Series   seriesCmd   `cmd:"" help:"Document numbers never published, and how long publication took (文号连续性)."`
	Gazette  gazetteCmd  `cmd:"" help:"Issues of the gazette: which can be read, which are missing and why (政府公报)."`
	Verify   verifyCmd   `cmd:"" help:"Recompute numbers, tallies and file hashes, and name any difference (核验)."`
	Backup   backupCmd   `cmd:"" help:"Write a backup while the service runs (备份)."`
	Restore  restoreCmd  `cmd:"" help:"Restore a backup into a new place (恢复)."`
	Sweep    sweepCmd    `cmd:"" help:"Remove files that nothing names: uploads never saved (清理)."`
	Version  versionCmd  `cmd:"" help:"Print versions (版本)."`
}

// where is the flags that say which record a command works on.
type where struct {
	Data  string `help:"Folder of the record and its files (${default})." default:"./data" placeholder:"DIR" env:"GONGKAI_DATA"`
	DB    string `help:"Address of a PostgreSQL record (postgres://…) instead of the file in --data." placeholder:"URL" env:"GONGKAI_DB"`
	Blobs string `help:"Where attachments lie: s3://bucket?… instead of the folder in --data." placeholder:"URL" env:"GONGKAI_BLOBS"`
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

// run is main without the process: what testscript calls.
func run(ctx context.Context, args []string, out, errs io.Writer) int {
	var c cli
	code := -1
	parser, err := kong.New(&c,
		kong.Name("gongkai"),
		kong.Description("公开 · a city publishes, answers and accounts for government information.\n\n"+
			"Exit codes: 0 done; 1 refused or failed; 2 not understood (a wrong command, option or value); 3 done, but some rows were refused."),
		kong.UsageOnError(),
		kong.Writers(out, errs),
		kong.Exit(func(n int) { code = n; panic(exited{}) }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
		kong.BindTo(ctx, (*context.Context)(nil)),
		kong.Bind(&console{out: out, errs: errs}),
	)
	if err != nil {
		fmt.Fprintln(errs, "gongkai:", err)
		return exitUsage
	}
	var k *kong.Context
	func() {
		defer func() {
			if r := recover(); r != nil {
				if _, ok := r.(exited); !ok {
					panic(r)
				}
			}
		}()
		k, err = parser.Parse(args)
	}()
	if code >= 0 {
		return code
	}
	if err != nil {
		fmt.Fprintln(errs, "gongkai:", inChinese(err.Error()))
		fmt.Fprintln(errs, "gongkai --help 列出全部命令")
		return exitUsage
	}
	switch err := k.Run(); {
	case err == nil:
		return 0
	case errors.Is(err, errPartly):
		return exitPartly
	case misused(err):
		fmt.Fprintln(errs, "gongkai:", err)
		return exitUsage
	case errors.Is(err, context.Canceled):
		fmt.Fprintln(errs, "gongkai: 已中断；再次运行同一命令可以继续")
		return exitRefused
	default:
		fmt.Fprintln(errs, "gongkai:", err)
		return exitRefused
	}
}

// misuses are the refusals that say a value of the command line is wrong,
// whatever the record holds.
var misuses = []error{
	errNotUnderstood, errValue, errNoForm, errOut, errPaper, errMailFrom, errSMSKey, errDigestAt,
	calendar.ErrDay, keep.ErrAge, ledger.ErrNoBook,
	clock.ErrReceived, clock.ErrLimit, clock.ErrNoRule, clock.ErrPauseOrder, clock.ErrPauseEarly, clock.ErrPauseLong,
	clock.ErrExtendNothing, clock.ErrExtendLong, clock.ErrRestartEarly, clock.ErrRestartTwice,
	fee.ErrNegative, fee.ErrTooMany, fee.ErrBoth, fee.ErrNone,
	notice.ErrServer, notice.ErrSender, notice.ErrGateway, notice.ErrGatewayKey, mailbox.ErrServer,
}

func misused(err error) bool {
	return slices.ContainsFunc(misuses, func(m error) bool { return errors.Is(err, m) })
}

// errValue marks a refusal without a name of its own as a wrong value.
var errValue = errors.New("wrong value")

// valueError is a sentence marked by [errValue].
type valueError string

func (e valueError) Error() string      { return string(e) }
func (valueError) Is(target error) bool { return target == errValue }

// usages is what the parser says of a command line, with what we say.
var usages = []struct {
	said *regexp.Regexp
	say  string
}{
	{regexp.MustCompile(`stat (.+): no such file or directory$`), "没有这个文件：$1"},
	{regexp.MustCompile(`^unexpected argument (.+?)(?:, did you mean (.+)\?)?$`), "没有这个命令或参数：$1"},
	{regexp.MustCompile(`^unknown flag (.+?)(?:, did you mean .+)?$`), "没有这个选项：$1"},
	{regexp.MustCompile(`^missing flags: (.+)$`), "缺少选项：$1"},
	{regexp.MustCompile(`^expected "(.+)"$`), "缺少参数：$1"},
	{regexp.MustCompile(`^expected one of (.+)$`), "请写明要做什么：$1"},
	{regexp.MustCompile(`^(--\S+): expected .+ but got (".+") \(short flag\); perhaps try .+$`), "$1 的值不正确：$2"},
	{regexp.MustCompile(`^(.+): expected (?:a|an) (.+?) (?:but got|value but got) (.+)$`), "$1 的值不正确：$3"},
}

// inChinese is the parser's sentence in Chinese; the sentence itself where we
// have none.
func inChinese(said string) string {
	for _, u := range usages {
		if u.said.MatchString(said) {
			return u.said.ReplaceAllString(said, u.say)
		}
	}
	return said
}

// exited unwinds kong's own exits (--help).
type exited struct{}
