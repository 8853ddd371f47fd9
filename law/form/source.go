package form

// Source says where the number of a cell comes from.
type Source struct {
	// Fact names the selection of facts that is counted, or [Sum] or
	// [Declared].
	Fact Fact
	// Of narrows the selection: a channel, an outcome's cell, a kind of
	// document. Several of one sort mean any of them; of different sorts each
	// holds, as of suits a result and a route; none means all.
	Of []string
	// Applicant narrows it to a kind of applicant; "" for all.
	Applicant string
}

// Fact is the name of a selection of facts of one year and one agency or level.
type Fact string

// What is not counted.
const (
	// Declared is a figure that an agency states: the platform keeps no records
	// behind it, but who stated it and when.
	Declared Fact = "declared"
	// Sum is what the identities of the form make of the other cells.
	Sum Fact = "sum"
)

// The selections. A flow counts what happened from 1 January to 31 December; a
// stock what stood on 31 December.
const (
	Published     Fact = "publication.published"    // items, each once however many channels
	OnChannel     Fact = "publication.on_channel"   // items that went out on a channel
	Documents     Fact = "document.issued"          // rules or normative documents issued
	DocumentsOut  Fact = "document.repealed"        // repealed in the year
	DocumentsHeld Fact = "document.in_force"        // stock
	DocumentsOpen Fact = "document.public"          // stock of those published
	Matters       Fact = "response.matter"          // topics answered, each once
	Conferences   Fact = "conference.held"          // press conferences
	Interviews    Fact = "interview.held"           // online interviews
	Interpreted   Fact = "interpretation.published" // pieces that explain a policy
	Received      Fact = "request.received"         // requests received
	CarriedIn     Fact = "request.carried_in"       // open on 1 January
	Closed        Fact = "request.closed"           // closed, by timeliness
	Answered      Fact = "request.answered"         // closed, by outcome; each once
	CarriedOut    Fact = "request.carried_out"      // open on 31 December
	Reconsidered  Fact = "reconsideration.case"     // cases of reconsideration, by result
	Sued          Fact = "suit.case"                // suits, by result
	Complaints    Fact = "complaint.received"       // reports and complaints
	Fees          Fact = "fee.charged"              // money charged for requests
	Levied        Fact = "levy.collected"           // administrative fees collected
	Licences      Fact = "licence.decided"          // administrative licences
	Services      Fact = "service.decided"          // other outward services
	Penalties     Fact = "penalty.decided"          // administrative penalties
	Compulsions   Fact = "compulsion.decided"       // administrative compulsion
	ReadingPoints Fact = "reading_point.open"       // stock
	Staff         Fact = "staff.serving"            // stock of persons
	Budget        Fact = "budget.spent"             // money for disclosure
	Meetings      Fact = "meeting.held"             // meetings on disclosure
	Classes       Fact = "training.held"            // training classes
	Trained       Fact = "training.attended"        // person-times
)

// The selections that no form has and reports speak of all the same.
const (
	Responses      Fact = "response.person_times"  // person-times answered, by channel
	Events         Fact = "interpretation.event"   // occasions at which a policy was explained
	Experts        Fact = "meeting.with_experts"   // meetings that heard experts or legal advisers
	Proposals      Fact = "proposal.published"     // proposals whose handling was published
	ProposalsDone  Fact = "proposal.answered"      // proposals answered, by kind and class of reply
	Bodies         Fact = "staff.bodies"           // bodies dedicated to disclosure, a stock
	TrainedPersons Fact = "training.persons"       // distinct persons trained
	Reports        Fact = "report.published"       // annual reports of the year made public
	DocumentsEnded Fact = "document.expired"       // lapsed in the year without a repeal
	Statutory      Fact = "request.statutory"      // requests received, without consultations, complaints and petitions
	Blended        Fact = "request.other_received" // consultations, complaints and petitions received as requests
)

func counted(f Fact, of ...string) Source { return Source{Fact: f, Of: of} }

var (
	declared = Source{Fact: Declared}
	summed   = Source{Fact: Sum}
)
