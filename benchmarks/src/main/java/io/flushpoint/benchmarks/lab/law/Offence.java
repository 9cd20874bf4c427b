package io.flushpoint.benchmarks.lab.law;

/** How a send can break the law. */
public enum Offence {
    /** Never seen, and nobody told the function. */
    UNEXPLAINED_LOSS,
    /** Seen more than once, although nobody had asked for it to be sent again. */
    DUPLICATE,
    /** Reported as acknowledged, and the peer's TCP never had it. */
    MISSING_AT_PEER,
    /** Reported as not completely written, and seen. */
    FALSE_WIRE_STATE,
    /** Reported as answered, and never seen. */
    INVENTED_ANSWER,
    /** Reported as the send of another invocation. */
    WRONG_INVOCATION,
    /** Its invocation has ended, and neither success nor failure was reported. */
    SILENCE,
    /** Reported as reached and as failed. */
    CONTRADICTION,
    /** Reported or seen, although nobody asked for it. */
    STRANGER
}
