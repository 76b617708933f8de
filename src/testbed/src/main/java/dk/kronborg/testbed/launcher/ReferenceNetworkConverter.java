package dk.kronborg.testbed.launcher;

import dk.kronborg.testbed.network.ReferenceNetwork;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code --sites}. */
public final class ReferenceNetworkConverter implements ITypeConverter<ReferenceNetwork> {

    @Override
    public ReferenceNetwork convert(String word) {
        try {
            return ReferenceNetwork.of(word);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }
}
