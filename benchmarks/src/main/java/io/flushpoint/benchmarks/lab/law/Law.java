package io.flushpoint.benchmarks.lab.law;

import io.flushpoint.DeliveryLevel;
import io.flushpoint.DeliveryReport;
import io.flushpoint.WireState;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Every send is either seen by the peer or reported as not delivered or late-lost; what is reported is true; and no send
 * is seen twice.
 */
public final class Law {
    private Law() {}

    /**
     * Judges a history that has come to its end.
     *
     * @param level what every send was to reach
     */
    public static Verdict judge(History history, DeliveryLevel level) {
        Map<String, SendStory> stories = history.stories();
        Map<Offence, List<String>> offences = new EnumMap<>(Offence.class);
        stories.forEach((send, story) -> offences(story, level)
                .forEach(offence -> offences.computeIfAbsent(offence, none -> new ArrayList<>())
                        .add(send)));
        if (!history.strangers().isEmpty()) {
            offences.put(Offence.STRANGER, history.strangers());
        }
        return new Verdict(
                stories.size(),
                stories.entrySet().stream()
                        .filter(send -> send.getValue().seen() == 0)
                        .map(Map.Entry::getKey)
                        .toList(),
                count(stories, SendStory::failed),
                count(stories, SendStory::lateLost),
                stories.values().stream()
                        .mapToInt(story -> Math.max(0, story.seen() - 1))
                        .sum(),
                offences);
    }

    private static int count(Map<String, SendStory> stories, Predicate<SendStory> which) {
        return (int) stories.values().stream().filter(which).count();
    }

    private static Set<Offence> offences(SendStory story, DeliveryLevel level) {
        Set<Offence> offences = EnumSet.noneOf(Offence.class);
        note(offences, Offence.UNEXPLAINED_LOSS, story.unexplained());
        note(offences, Offence.DUPLICATE, story.seen() > 1);
        note(
                offences,
                Offence.MISSING_AT_PEER,
                level.compareTo(DeliveryLevel.ACKNOWLEDGED) >= 0 && story.reached() && story.received() == 0);
        note(
                offences,
                Offence.FALSE_WIRE_STATE,
                story.seen() > 0 && story.failed() && story.wireState() != WireState.FULLY_WRITTEN);
        note(offences, Offence.INVENTED_ANSWER, story.late() == DeliveryReport.Kind.ANSWERED && story.seen() == 0);
        note(
                offences,
                Offence.WRONG_INVOCATION,
                differs(story.failedInvocation(), story) || differs(story.lateInvocation(), story));
        note(offences, Offence.SILENCE, !story.reached() && !story.failed());
        note(offences, Offence.CONTRADICTION, story.reached() && story.failed());
        return offences;
    }

    private static void note(Set<Offence> offences, Offence offence, boolean committed) {
        if (committed) {
            offences.add(offence);
        }
    }

    private static boolean differs(@Nullable String invocation, SendStory story) {
        return invocation != null && !invocation.equals(story.invocation());
    }
}
