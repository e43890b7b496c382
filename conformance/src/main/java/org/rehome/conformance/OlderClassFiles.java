package org.rehome.conformance;

import java.lang.instrument.ClassFileTransformer;
import java.security.ProtectionDomain;
import net.bytebuddy.agent.ByteBuddyAgent;
import org.jspecify.annotations.Nullable;

/// Jazzer 0.24.0 refuses class files that are newer than those of Java 23. Ours are, and there is nothing in them that
/// those could not hold. So it is shown them with the older number.
public final class OlderClassFiles {
    private static final String OURS = "org/rehome/";

    /// Where the version stands in a class file (JVMS §4.1): its lower byte.
    private static final int VERSION = 7;

    private static final byte JAVA_23 = 67;

    private OlderClassFiles() {}

    /// From now on, of classes that are not loaded yet.
    public static void show() {
        ByteBuddyAgent.install().addTransformer(new Older());
    }

    private static final class Older implements ClassFileTransformer {
        @Override
        public byte @Nullable [] transform(
                @Nullable ClassLoader loader,
                @Nullable String name,
                @Nullable Class<?> redefined,
                @Nullable ProtectionDomain domain,
                byte[] file) {
            if (name == null || !name.startsWith(OURS) || file[VERSION] <= JAVA_23) {
                return null;
            }
            byte[] older = file.clone();
            older[VERSION] = JAVA_23;
            return older;
        }
    }
}
