package org.rehome.lab.chaos;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.rehome.lab.chaos.Findings.Explained;
import org.rehome.lab.chaos.Findings.Lost;
import org.rehome.lab.chaos.Findings.Unaccepted;
import org.rehome.lab.chaos.StreamJournal.StreamRecord;
import org.rehome.lab.chaos.StreamJournal.Written;
import org.rehome.lab.ledger.Anomaly.Reordered;
import org.rehome.lab.ledger.Repeat;
import org.rehome.lab.ledger.Token;

/// Decides what became of the messages that are missing, and why some came more than once. Pure.
///
/// A missing message that stands in a stanza topic was accepted, and is lost. One that does not was never accepted;
/// that is allowed for the last ones on a stream that a fault ended, as far as they can have been in a process that had
/// read them (design promise P1). All else that is missing is lost.
final class Judge {
    /// What a stream may have read and not yet made durable.
    static final int UNACCEPTED_BYTES = 64 * 1024;

    private final Evidence evidence;
    private final Set<Token> missing;
    private final Map<Token, StreamRecord> streamOf = new HashMap<>();
    private final List<Lost> lost = new ArrayList<>();
    private final List<Unaccepted> unaccepted = new ArrayList<>();

    private Judge(Evidence evidence) {
        this.evidence = evidence;
        this.missing = new HashSet<>(evidence.missing());
        evidence.streams().forEach(stream -> stream.written().forEach(each -> streamOf.put(each.token(), stream)));
    }

    static Findings judge(Evidence evidence) {
        return new Judge(evidence).judge();
    }

    private Findings judge() {
        for (Token token : evidence.missing()) {
            if (evidence.accepted().contains(token)) {
                lost.add(new Lost(token, "it was accepted"));
            } else if (!streamOf.containsKey(token)) {
                lost.add(new Lost(token, "its sender's server never wrote it"));
            }
        }
        evidence.streams().forEach(this::judge);
        List<Explained> explained = new ArrayList<>();
        List<Repeat> unexplained = new ArrayList<>();
        for (Repeat repeat : evidence.repeats()) {
            cause(repeat)
                    .ifPresentOrElse(
                            incident -> explained.add(new Explained(repeat, incident.fault())),
                            () -> unexplained.add(repeat));
        }
        List<Token> unseen = evidence.delivered().stream()
                .filter(token -> !evidence.accepted().contains(token))
                .toList();
        List<Reordered> acrossEdges =
                evidence.reordered().stream().filter(this::isAcrossEdges).toList();
        List<Reordered> reordered = evidence.reordered().stream()
                .filter(late -> !acrossEdges.contains(late))
                .toList();
        return new Findings(lost, unaccepted, explained, unexplained, acrossEdges, reordered, unseen);
    }

    /// Order is that of one stream (RFC 6120 §10.1). A server that a fault has cut off from one edge, and that turns to
    /// another, has two: what the first edge had still to accept may come after the beginning of the second.
    private boolean isAcrossEdges(Reordered late) {
        Token token = late.token();
        StreamRecord first = streamOf.get(token);
        StreamRecord second = streamOf.get(new Token(token.run(), token.pair(), late.after()));
        return evidence.severalEdges()
                && first != null
                && second != null
                && !first.name().equals(second.name())
                && causeOfEnd(first, Way.of(token)).isPresent();
    }

    private void judge(StreamRecord stream) {
        List<Written> notAccepted = stream.written().stream()
                .filter(each ->
                        missing.contains(each.token()) && !evidence.accepted().contains(each.token()))
                .toList();
        if (notAccepted.isEmpty()) {
            return;
        }
        int lastAccepted = lastAccepted(stream.written());
        List<Token> tail = new ArrayList<>();
        int bytes = 0;
        for (Written each : notAccepted) {
            if (stream.written().indexOf(each) < lastAccepted) {
                lost.add(new Lost(each.token(), "a later one on " + stream.name() + " was accepted"));
            } else {
                tail.add(each.token());
                bytes += each.bytes();
            }
        }
        judgeTail(stream, tail, bytes);
    }

    private int lastAccepted(List<Written> written) {
        int last = written.size() - 1;
        while (last >= 0 && !evidence.accepted().contains(written.get(last).token())) {
            last--;
        }
        return last;
    }

    private void judgeTail(StreamRecord stream, List<Token> tail, int bytes) {
        if (tail.isEmpty()) {
            return;
        }
        Optional<Fault> cause = causeOfEnd(stream, Way.of(tail.getFirst()));
        if (stream.endedAt().isEmpty()) {
            tail.forEach(token -> lost.add(new Lost(token, stream.name() + " is open, and did not take it")));
        } else if (cause.isEmpty()) {
            tail.forEach(token -> lost.add(new Lost(token, "no fault ended " + stream.name())));
        } else if (bytes > UNACCEPTED_BYTES) {
            tail.forEach(token -> lost.add(
                    new Lost(token, stream.name() + " had not accepted " + bytes + " bytes, which is too much")));
        } else {
            unaccepted.add(new Unaccepted(stream.name(), cause.get(), tail, bytes));
        }
    }

    /// The last that had begun: it was the nearest.
    private Optional<Fault> causeOfEnd(StreamRecord stream, Way way) {
        OptionalLong end = stream.endedAt();
        return evidence.incidents().stream()
                .filter(incident -> incident.fault().endsSendersStream(way)
                        && end.isPresent()
                        && incident.coversEnd(end.getAsLong()))
                .max(Comparator.comparingLong(Incident::from))
                .map(Incident::fault);
    }

    /// The longest: a short one seldom leaves anything uncertain. A message and the error that answers it go opposite
    /// ways: both ways count where one came back.
    private Optional<Incident> cause(Repeat repeat) {
        Way way = Way.of(repeat.token());
        boolean resent = isResent(repeat.token());
        return evidence.incidents().stream()
                .filter(incident -> (incident.coversRepeat(repeat.firstAt(), repeat.at())
                                && (incident.fault().leavesUncertain(way)
                                        || (repeat.contradicted()
                                                && incident.fault().endsSendersStream(way))))
                        || (resent
                                && incident.coversResend(repeat.firstAt(), repeat.at())
                                && incident.fault().endsSendersStream(way)))
                .max(Comparator.comparing(Incident::lasting));
    }

    /// A server that has not heard that a message was accepted when its stream ends sends it again, and then the topics
    /// have it twice.
    private boolean isResent(Token token) {
        String sender = token.pair().sender();
        return evidence.acceptedAgain().contains(token)
                && evidence.acknowledged().contains(sender.substring(sender.indexOf('@') + 1));
    }
}
