package io.flushpoint.internal.connection;

import io.netty.buffer.ByteBuf;

/**
 * Tells records that can hold a byte of a request from those in which TLS speaks for itself: alerts such as close_notify,
 * handshake messages, the reply to a KeyUpdate.
 *
 * <pre>
 *   type u8 | version u16 | length u16 | fragment (RFC 8446 §5.1)
 * </pre>
 *
 * <p>Up to TLS 1.2 the type says which it is. In TLS 1.3 each record wears the type of application data, and the length tells:
 * what a client says after its handshake, unless it offered to prove itself later, which neither provider does, is an alert
 * (2 bytes) or a KeyUpdate (5), and no request is as short as that.
 */
final class TlsRecords {
    private static final int HEADER_BYTES = 5;
    private static final int ALERT = 21;
    private static final int APPLICATION_DATA = 23;
    private static final int MAJOR_VERSION = 3;

    /** Level and description (RFC 8446 §6). */
    private static final int ALERT_BYTES = 2;

    private static final int WARNING = 1;
    private static final int FATAL = 2;

    /** A KeyUpdate, the byte for its inner type, and the tag that every cipher of ours appends (RFC 8446 §5.2). */
    private static final int LONGEST_OF_TLS = 5 + 1 + 16;

    private TlsRecords() {}

    /**
     * How many bytes stand before the first record that can hold a byte of a request; all of them if there is none. What does
     * not look like a record counts as one that can.
     */
    static int bytesAheadOfRequest(ByteBuf records) {
        int start = records.readerIndex();
        int at = start;
        while (records.writerIndex() - at >= HEADER_BYTES) {
            int length = records.getUnsignedShort(at + 3);
            int end = at + HEADER_BYTES + length;
            if (end > records.writerIndex() || !ofTls(records.getUnsignedByte(at), length)) {
                return at - start;
            }
            at = end;
        }
        return at - start;
    }

    /**
     * Whether what arrived ends with an alert that is not encrypted: two bytes, where every alert of a session has a tag
     * besides. Ciphertext that looks like it comes once in 2<sup>39</sup> reads. An alert that is
     * split over two reads, or followed by more bytes, is not seen.
     */
    static boolean endInAlertInClear(ByteBuf records) {
        int at = records.writerIndex() - HEADER_BYTES - ALERT_BYTES;
        return at >= records.readerIndex()
                && records.getUnsignedByte(at) == ALERT
                && records.getUnsignedByte(at + 1) == MAJOR_VERSION
                && records.getUnsignedShort(at + 3) == ALERT_BYTES
                && (records.getUnsignedByte(at + HEADER_BYTES) == WARNING
                        || records.getUnsignedByte(at + HEADER_BYTES) == FATAL);
    }

    private static boolean ofTls(int type, int length) {
        boolean otherType = type >= 20 && type < APPLICATION_DATA; // change_cipher_spec, alert, handshake
        return otherType || (type == APPLICATION_DATA && length <= LONGEST_OF_TLS);
    }
}
