package surveys

// Found is what a check has found. What to do about it bears the same code.
type Found string

// Of Redis. Words, here and below, are those of who was asked.
const (
	RedisSilent   Found = "redis_silent" // Words
	RedisInMemory Found = "redis_memory"
	RedisEvicts   Found = "redis_evicts" // Policy
	RedisMum      Found = "redis_mum"    // does not say what it promises
	RedisNoAOF    Found = "redis_noaof"
	RedisReplica  Found = "redis_replica" // takes no writes
	RedisUnable   Found = "redis_unable"  // its last write to disk failed
	RedisLazy     Found = "redis_lazy"    // appendfsync no
	RedisKeeps    Found = "redis_keeps"   // Fsync
	RedisKeepsHow Found = "redis_keeps_somehow"
)

// Of the sender and the mail server, see WayStep.
const (
	SenderMissing Found = "sender_missing"
	ServerTakes   Found = "server_takes" // and its Ways
	ServerClear   Found = "server_clear" // the same, over the net without TLS
	serverEnds    Found = "server_"
)

// ServerEnds is a way to the mail server that ended at a step. Its value is Words.
func ServerEnds(at WayStep) Found { return serverEnds + Found(at) }

// Of what the domain of the sender says in the DNS.
const (
	SPFSilent      Found = "spf_silent" // Words
	SPFMissing     Found = "spf_missing"
	SPFSeveral     Found = "spf_several" // and their Count
	SPFBroken      Found = "spf_broken"  // Words
	SPFUntried     Found = "spf_untried" // there is one; the address that mail leaves from is not known
	SPFLets        Found = "spf_lets"    // Address
	SPFLacks       Found = "spf_lacks"   // Address
	SPFPart        Found = "spf_part"    // Address and Other, which it does not name
	SPFOpen        Found = "spf_open"    // lets anybody send
	DKIMOff        Found = "dkim_off"    // Domain
	DKIMBadKey     Found = "dkim_badkey" // Words
	DKIMSilent     Found = "dkim_silent" // Words
	DKIMMissing    Found = "dkim_missing"
	DKIMSeveral    Found = "dkim_several"
	DKIMOther      Found = "dkim_other"   // another key than the one that signs
	DKIMRevoked    Found = "dkim_revoked" // published empty
	DKIMTest       Found = "dkim_test"
	DKIMRight      Found = "dkim_right"
	DMARCSilent    Found = "dmarc_silent" // Words
	DMARCBroken    Found = "dmarc_broken" // Where, the domain that has it, and Words
	DMARCWatches   Found = "dmarc_watches"
	DMARCHolds     Found = "dmarc_holds"   // Policy
	DMARCSeveral   Found = "dmarc_several" // at Where, the domain that has them
	DMARCStrict    Found = "dmarc_strict"  // aspf=s, and Envelope is another domain
	DMARCMissing   Found = "dmarc_missing"
	PTRUnknown     Found = "ptr_unknown"
	PTRNamed       Found = "ptr_named"    // Address, Name
	PTRMissing     Found = "ptr_missing"  // Address
	PTRSilent      Found = "ptr_silent"   // Address, Words
	BouncesHome    Found = "bounces_home" // Address, the sender's
	BouncesLost    Found = "bounces_lost"
	BouncesNull    Found = "bounces_null"    // null MX (RFC 7505)
	BouncesSilent  Found = "bounces_silent"  // Words
	BouncesBare    Found = "bounces_bare"    // no MX, only an address
	BouncesNowhere Found = "bounces_nowhere" // Host, which has no address
	BouncesApart   Found = "bounces_apart"   // Sender, its domain
	BouncesArrive  Found = "bounces_arrive"  // Host
)

// Of the public URL, the clock and the mails.
const (
	PublicWrong     Found = "public_wrong"     // Words
	PublicUntrusted Found = "public_untrusted" // Words
	PublicSilent    Found = "public_silent"    // Words
	PublicAnswers   Found = "public_answers"   // Status
	PublicLeads     Found = "public_leads"     // on to Where
	PublicStranger  Found = "public_stranger"  // another program answers
	PublicPlain     Found = "public_plain"
	PublicEnds      Found = "public_ends" // and At, the end of its certificate
	PublicFine      Found = "public_fine"
	ClockAlone      Found = "clock_alone"
	ClockRedis      Found = "clock_redis"  // and how far Apart from Redis's
	ClockPublic     Found = "clock_public" // and how far Apart from the public URL's
	ClockFine       Found = "clock_fine"
	MailsUnread     Found = "mails_unread" // Words
	MailsOpen       Found = "mails_open"   // and their Count
	MailsPaused     Found = "mails_paused" // and At, when asking goes on
	MailsFine       Found = "mails_fine"
)
