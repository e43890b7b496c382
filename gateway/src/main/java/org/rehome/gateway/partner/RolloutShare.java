package org.rehome.gateway.partner;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.zip.CRC32;
import org.rehome.contracts.address.Domain;
import org.rehome.contracts.address.Jid;
import org.rehome.contracts.event.FederationEvent.Rollout;

/// Who is in a rollout. The hundredth of a user is a function of her address and the partner alone: so she is in or
/// out for as long as the percentage stays, raising it adds users and takes none away, and the first at one partner are
/// not the first at the next.
public final class RolloutShare {
    private static final int HUNDREDTHS = 100;

    private RolloutShare() {}

    /// @param partner the partner's main domain
    public static boolean includes(Rollout rollout, Jid address, Domain partner) {
        Jid user = address.bare();
        return user.hasLocalpart() && (rollout.users().contains(user) || hundredth(user, partner) < rollout.percent());
    }

    /// From 0 to 99.
    static int hundredth(Jid user, Domain partner) {
        CRC32 hash = new CRC32();
        hash.update((user + ">" + partner).getBytes(UTF_8));
        return (int) (hash.getValue() % HUNDREDTHS);
    }
}
